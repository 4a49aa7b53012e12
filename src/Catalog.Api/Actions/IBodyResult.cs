namespace Catalog.Api.Actions;

/// <summary>A result that is the whole body in a form of its own, such as CSV: no envelope is around it. What is thrown before its first byte still becomes an error in the envelope.</summary>
internal interface IBodyResult
{
    string ContentType { get; }

    /// <summary>Sets further headers and writes the body piece by piece.</summary>
    Task WriteAsync(HttpResponse response, CancellationToken ct);
}
