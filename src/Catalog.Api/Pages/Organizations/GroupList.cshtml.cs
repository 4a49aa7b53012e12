using Catalog.Api.Actions;
using Catalog.Api.Organizations;

namespace Catalog.Api.Pages.Organizations;

/// <summary>All organizations, or all groups, by title.</summary>
internal sealed class GroupList(GroupReader groups, CallerResolver callers) : PortalPage
{
    private const int PageSize = 30;

    public string Kind => NeutralPath.StartsWith("/group", StringComparison.Ordinal) ? "group" : "organization";

    public string Words { get; private set; } = "";

    public IReadOnlyList<GroupView> Groups { get; private set; } = [];

    public Paging Paging { get; private set; } = Paging.None;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Words = Request.Query["q"].ToString().Trim();
        Paging = new Paging(Asked("page", 1), PageSize, 0);
        var caller = await callers.ResolveAsync(ct);
        if (!caller.IsAnonymous)
            Response.Headers.CacheControl = "private, no-store";
        (Groups, var total) = await groups.ListAsync(Kind == "organization", Words, PageSize, Paging.Offset, caller, ct);
        Paging = Paging with { Total = total };
    }
}
