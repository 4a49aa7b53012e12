using Catalog.Api.Hosting;
using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>What runs here. Clients read <c>ckan_version</c> to choose their dialect and <c>extensions</c> to see what is there (contract 3.3).</summary>
[CkanAction("status_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the site's title, address and default language, the version of the CKAN interface and the names of what is installed.")]
internal sealed class StatusShow(SiteSettings settings, CurrentSite site) : CkanAction<NoParameters, StatusShow.Status>
{
    public sealed record Status
    {
        public required string SiteTitle { get; init; }
        public required string SiteDescription { get; init; }
        public required string SiteUrl { get; init; }
        public required string ErrorEmailsTo { get; init; }
        public required string LocaleDefault { get; init; }
        public required IReadOnlyList<string> Extensions { get; init; }
        public required string CkanVersion { get; init; }
    }

    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Status> RunAsync(NoParameters p, Caller caller, CancellationToken ct)
    {
        var texts = await settings.ReadAsync(ct);
        return new Status
        {
            SiteTitle = texts.Title,
            SiteDescription = texts.Description,
            SiteUrl = site.Url,
            ErrorEmailsTo = "",
            LocaleDefault = "el",
            Extensions = ["activity", "datastore", "dcat", "image_view", "text_view", "datatables_view", "versions", "budget"],
            CkanVersion = "2.11.5",   // the interface that is spoken, not our own version
        };
    }
}
