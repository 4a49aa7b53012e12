using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

/// <summary>Who may read a run or a source: whoever may read its dataset (security rule 23).</summary>
internal static class RunAccess
{
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="NotAuthorizedException">Its dataset is not for this caller.</exception>
    public static async Task<Run> RequireReadAsync(this PackageAccess access, RunStore runs, long id, Caller caller, CancellationToken ct)
    {
        var run = await runs.FindAsync(id, ct) ?? throw new NotFoundException("Run");
        await access.RequireReadAsync(run.PackageId.ToString(), caller, ct);
        return run;
    }

    /// <summary>The source of that number, or the first of a dataset.</summary>
    /// <exception cref="NotFoundException">There is no such source.</exception>
    /// <exception cref="NotAuthorizedException">Its dataset is not for this caller.</exception>
    public static async Task<Source> RequireReadAsync(this PackageAccess access, SourceStore sources, string id, Caller caller, CancellationToken ct)
    {
        var source = await sources.FindAsync(id, ct) ?? throw new NotFoundException("Source");
        await access.RequireReadAsync(source.PackageId.ToString(), caller, ct);
        return source;
    }
}
