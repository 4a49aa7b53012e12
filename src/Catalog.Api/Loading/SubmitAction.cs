using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

/// <summary>What both submit actions do (contract 3.8): clients know them by the name of the loader that their CKAN has.</summary>
internal abstract class SubmitAction(LoadStore loads, PackageAccess access) : CkanAction<SubmitParameters, bool>
{
    protected override Task AuthorizeAsync(SubmitParameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<bool> RunAsync(SubmitParameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        if (await loads.RefusalAsync(resource.Id, ct) is { } refusal)
            throw refusal;
        return await loads.QueueAsync(resource.Id, caller.UserId, p.IgnoreHash, ct);
    }
}

internal sealed record SubmitParameters
{
    [Parameter("The id of the resource.", Alias = "id")]
    public required string ResourceId { get; init; }

    [Parameter("Load although the file is the one that was loaded last.", Lenient = true)]
    public bool IgnoreHash { get; init; }

    [Parameter("Accepted for CKAN's sake: the resource keeps its kind of address.", Lenient = true)]
    public bool SetUrlType { get; init; }
}
