namespace Catalog.Api.Actions;

/// <summary>A result that writes itself piece by piece, because it may be larger than memory should hold (security rule 5).</summary>
internal interface IStreamedResult
{
    /// <summary>Writes one JSON value. Until the first flush an exception still becomes a proper error answer; after it the connection is cut.</summary>
    Task WriteAsync(JsonOutput output, CancellationToken ct);
}
