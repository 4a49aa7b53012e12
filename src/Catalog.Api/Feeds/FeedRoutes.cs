using System.Globalization;
using Catalog.Api.Actions;
using Catalog.Api.Dcat;
using Catalog.Api.Hosting;
using Catalog.Api.Organizations;
using Catalog.Api.Pages;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Feeds;

/// <summary>Lists for machines: Atom feeds, sitemap, data.json, and what they are told at well-known addresses (contract 6.4, 6.5).</summary>
internal static class FeedRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddFeeds(this IServiceCollection services)
    {
        services.AddSingleton<PublicDatasets>();
        services.AddSingleton<Sitemap>();
        services.AddSingleton<DataJson>();
        services.AddSingleton<DcatJson>();
        services.AddScoped<AtomFeed>();
    }

    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("").AddEndpointFilter<PlainErrors>().AddEndpointFilter<RefuseNul>().ExcludeFromDescription();
        foreach (var language in new[] { "", "/{language:regex(^[a-z][a-z]$)}" })
        {
            var feeds = all.MapGroup($"{language}/feeds");
            feeds.MapMethods("dataset.atom", Methods, (HttpContext http, AtomFeed feed, CancellationToken ct) => SendAsync(http, feed, FeedRequest.Of(http.Request.Query), null, ct));
            feeds.MapMethods("organization/{name}.atom", Methods, (string name, HttpContext http, AtomFeed feed, GroupReader groups, PageTexts texts, CancellationToken ct) =>
                GroupAsync(name, isOrganization: true, http, feed, groups, texts, ct));
            feeds.MapMethods("group/{name}.atom", Methods, (string name, HttpContext http, AtomFeed feed, GroupReader groups, PageTexts texts, CancellationToken ct) =>
                GroupAsync(name, isOrganization: false, http, feed, groups, texts, ct));
            feeds.MapMethods("tag/{name}.atom", Methods, (string name, HttpContext http, AtomFeed feed, CancellationToken ct) =>
                SendAsync(http, feed, FeedRequest.Of(http.Request.Query, "tags", name), name, ct));
            feeds.MapMethods("custom.atom", Methods, (HttpContext http, AtomFeed feed, CancellationToken ct) =>
                SendAsync(http, feed, FeedRequest.Custom(http.Request.Query), http.Request.Query["q"].ToString() is { Length: > 0 } words ? words : null, ct));
        }

        all.MapMethods("sitemap.xml", Methods, (HttpContext http, Sitemap map, CancellationToken ct) => XmlAsync(http, output => map.WriteIndexAsync(output, ct)));
        all.MapMethods("sitemap-pages.xml", Methods, (HttpContext http, Sitemap map, CancellationToken ct) => XmlAsync(http, output => map.WritePagesAsync(output, ct)));
        all.MapMethods("sitemap-datasets-{part:int}.xml", Methods, (int part, HttpContext http, Sitemap map, CancellationToken ct) => XmlAsync(http, output => map.WriteDatasetsAsync(output, part, ct)));
        all.MapMethods("data.json", Methods, DataJsonAsync);
        all.MapMethods("dcat.json", Methods, DcatJsonAsync);
        all.MapMethods("robots.txt", Methods, Robots);
        all.MapMethods(".well-known/security.txt", Methods, SecurityText);
    }

    private static async Task<IResult> GroupAsync(string name, bool isOrganization, HttpContext http, AtomFeed feed, GroupReader groups, PageTexts texts, CancellationToken ct)
    {
        // A feed is the same for everybody.
        var found = await groups.FindAsync(name, isOrganization, Caller.Anonymous, ct) ?? throw new NotFoundException(isOrganization ? "Organization not found" : "Group not found");
        return await SendAsync(http, feed, FeedRequest.Of(http.Request.Query, isOrganization ? "organization" : "groups", found.Name), texts.Pick(found.Titles, found.DisplayName), ct);
    }

    private static async Task<IResult> SendAsync(HttpContext http, AtomFeed feed, FeedRequest request, string? title, CancellationToken ct)
    {
        var others = QueryString.Create(http.Request.Query.Where(pair => pair.Key is "q" or "sort" || (pair.Key != "page" && http.Request.Path.Value!.EndsWith("/custom.atom", StringComparison.Ordinal))));
        var body = await feed.WriteAsync(request, title, http.Request.Path, others, ct);
        http.Response.Headers.CacheControl = "public, max-age=0, must-revalidate";
        return TaggedDocument.Of(body, "application/atom+xml; charset=utf-8");
    }

    private static async Task<IResult> XmlAsync(HttpContext http, Func<Stream, Task> write)
    {
        http.Response.ContentType = "application/xml; charset=utf-8";
        http.Response.Headers.CacheControl = "public, max-age=3600";
        await write(http.Response.Body);
        return Results.Empty;
    }

    private static async Task<IResult> DataJsonAsync(HttpContext http, DataJson data, CancellationToken ct)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "public, max-age=300";
        await using var output = new JsonOutput(http.Response);
        await data.WriteAsync(output, ct);
        await output.CompleteAsync(ct);
        return Results.Empty;
    }

    private static async Task<IResult> DcatJsonAsync(string? page, string? modified_since, string? q, string? fq, HttpContext http, DcatJson data, CancellationToken ct)
    {
        var body = await data.WriteAsync(CatalogRequest.Parse(page, modified_since, q, fq, profiles: null), ct);
        http.Response.Headers.CacheControl = "public, max-age=0, must-revalidate";
        return TaggedDocument.Of(body, "application/json; charset=utf-8");
    }

    /// <summary>CKAN's rules; addresses with a query too: there are endless ones, all of the same pages.</summary>
    private static IResult Robots(CurrentSite site) => Results.Text(
        $"User-agent: *\nDisallow: /dataset/rate/\nDisallow: /revision/\nDisallow: /dataset/*/history\nDisallow: /api/\nDisallow: /*?\nCrawl-Delay: 10\n\nSitemap: {site.Url}/sitemap.xml\n",
        "text/plain; charset=utf-8");

    /// <summary>RFC 9116. It expires by the rule of that standard, so the date moves along.</summary>
    private static IResult SecurityText(CurrentSite site, IOptions<SiteOptions> options, TimeProvider clock)
    {
        var contact = options.Value.SecurityContact;
        if (contact.Length == 0)
            throw new NotFoundException();
        var expires = clock.GetUtcNow().UtcDateTime.Date.AddDays(180).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return Results.Text($"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: el, en\nCanonical: {site.Url}/.well-known/security.txt\n", "text/plain; charset=utf-8");
    }
}
