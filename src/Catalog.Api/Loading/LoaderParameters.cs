using Catalog.Api.Actions;

namespace Catalog.Api.Loading;

/// <summary>What both families of submit actions take (contract 3.8).</summary>
internal sealed record SubmitParameters
{
    [Parameter("The id of the resource.", Alias = "id")]
    public required string ResourceId { get; init; }

    [Parameter("Load although the file is the one that was loaded last.", Lenient = true)]
    public bool IgnoreHash { get; init; }

    [Parameter("Accepted for CKAN's sake: the resource keeps its kind of address.", Lenient = true)]
    public bool SetUrlType { get; init; }
}

internal sealed record StatusParameters
{
    [Parameter("The id of the resource.", Alias = "id")]
    public required string ResourceId { get; init; }
}
