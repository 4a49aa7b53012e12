namespace Catalog.Api.Actions;

/// <summary>The request is no call of an action at all: answered as one bare JSON string, not in the envelope (contract 1.7).</summary>
internal sealed class BadRequestException(string message, int status = StatusCodes.Status400BadRequest) : Exception($"Bad request - {message}")
{
    public int Status { get; } = status;

    /// <summary>CKAN's text for a body that is not JSON. Clients match on its beginning only (contract 1.3).</summary>
    public static BadRequestException NotJson() => new(
        "JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}");
}
