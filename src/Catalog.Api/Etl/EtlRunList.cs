using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

[CkanAction("etl_run_list", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return runs, newest first, without their steps and findings, and how many there are.")]
internal sealed class EtlRunList(RunStore runs, PackageAccess access) : CkanAction<EtlRunList.Parameters, EtlRunList.Page>
{
    private static readonly string[] States = ["queued", "running", "unchanged", "awaiting_input", "rejected", "publishing", "published", "failed", "cancelled"];

    public sealed record Parameters
    {
        [Parameter("The id or name of a dataset; nothing: runs of all datasets that the caller may read.")]
        public string? Id { get; init; }

        [Parameter("Only runs of this status: queued, running, unchanged, awaiting_input, rejected, publishing, published, failed or cancelled.")]
        public string? Status { get; init; }

        [Parameter("At most this many runs, 1000 at the most.", Min = 0)]
        public int Limit { get; init; } = 20;

        [Parameter("Leave out this many runs at the beginning.", Min = 0)]
        public int Offset { get; init; }
    }

    public sealed record Page(long Count, IReadOnlyList<Run> Results);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        string.IsNullOrEmpty(p.Id) ? Everyone : access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<Page> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (p.Status is { Length: > 0 } status && !States.Contains(status))
            throw new ValidationException("status", $"Value must be one of {string.Join(", ", States)}");
        var query = new RunQuery
        {
            PackageId = string.IsNullOrEmpty(p.Id) ? null : (await access.RequireReadAsync(p.Id, caller, ct)).Id,
            Status = string.IsNullOrEmpty(p.Status) ? null : p.Status,
            IncludePrivate = caller.IsSysadmin,
            Limit = p.Limit,
            Offset = p.Offset,
        };
        return new Page(await runs.CountAsync(query, ct), await runs.ListAsync(query, ct));
    }
}
