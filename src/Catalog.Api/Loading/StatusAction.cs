using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

/// <summary>
/// What both status actions do (contract 3.8). An error tells what stands in the file, and the log what its columns are: only who may edit the resource reads them.
/// </summary>
internal abstract class StatusAction(LoadStore loads, TaskStatusStore tasks, PackageAccess access, string loader) : CkanAction<StatusParameters, LoadAnswer>
{
    protected override Task AuthorizeAsync(StatusParameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<LoadAnswer> RunAsync(StatusParameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        var load = await loads.FindLastAsync(resource.Id, ct);
        var task = await tasks.FindAsync(resource.Id.ToString(), loader, loader, ct);
        if (task is not null && (load is null || task.LastUpdated > load.UpdatedAt))
            return LoadAnswer.Of(task);
        return load is null ? throw new NotFoundException() : LoadAnswer.Of(load);
    }
}

internal sealed record StatusParameters
{
    [Parameter("The id of the resource.", Alias = "id")]
    public required string ResourceId { get; init; }
}
