using OpenData.Core.Jobs;

namespace Catalog.Api.Pages.Runs;

/// <summary>The sources with their schedules, and what ran, newest first.</summary>
internal sealed class RunList(RunStore runs, SourceStore sources) : PortalPage
{
    private const int PageSize = 25;

    /// <summary>Those that readers ask for; the page says the others in a run's own row.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["published", "unchanged", "rejected", "failed", "awaiting_input", "running"];

    public IReadOnlyList<Source> Sources { get; private set; } = [];

    public IReadOnlyList<Run> Runs { get; private set; } = [];

    public string? Status { get; private set; }

    public Paging Paging { get; private set; } = Paging.None;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Status = Asked("status");
        Paging = new Paging(Asked("page", 1), PageSize, 0);
        var query = new RunQuery { Status = Status, IncludePrivate = false, Limit = PageSize, Offset = (int)Math.Min(Paging.Offset, int.MaxValue) };
        Sources = await sources.ListAsync(includePrivate: false, ct);
        Runs = await runs.ListAsync(query, ct);
        Paging = Paging with { Total = await runs.CountAsync(query, ct) };
    }
}
