using Catalog.Api.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;

namespace Catalog.Api.Pages;

/// <summary>What every page has: its title for the browser and its address for links that change one thing of it.</summary>
internal abstract class PortalPage : PageModel
{
    /// <summary>The site's own address without a slash at the end, for links that leave the page: citations, alternates, samples.</summary>
    public string Site => HttpContext.RequestServices.GetRequiredService<CurrentSite>().Url;

    /// <summary>What the site says of itself.</summary>
    public SiteTexts SiteTexts => SiteTexts.Of(HttpContext);

    /// <summary>Name of the catalog: as it was set, else in the page's language.</summary>
    public string SiteTitle
    {
        get
        {
            var texts = HttpContext.RequestServices.GetRequiredService<PageTexts>();
            return SiteTexts.Title == SiteOptions.DefaultTitle ? texts["site.title"] : SiteTexts.Title;
        }
    }

    /// <summary>The path that the reader asked for, without its language.</summary>
    public string NeutralPath => PortalLanguage.Neutral(PortalLanguage.RequestedPath(HttpContext));

    /// <summary>This page in that language, with everything that the reader has chosen.</summary>
    public string InLanguage(string language) => PortalLanguage.Path(language, NeutralPath)
        + (HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalQueryString ?? Request.QueryString.Value);

    /// <summary>This page with other values of some parameters; null takes one away.</summary>
    public string With(params (string Name, string? Value)[] changes)
    {
        var query = Request.Query.Where(pair => changes.All(change => change.Name != pair.Key)).SelectMany(Each)
            .Concat(changes.Where(change => change.Value is not null).Select(change => KeyValuePair.Create(change.Name, change.Value)));
        return PortalLanguage.RequestedPath(HttpContext) + QueryString.Create(query);
    }

    /// <summary>This page with one value of a parameter added, or taken away where it is there.</summary>
    public string Toggle(string name, string value, params string[] drop)
    {
        var query = Request.Query.Where(pair => !drop.Contains(pair.Key, StringComparer.Ordinal)).SelectMany(Each).ToList();
        if (query.RemoveAll(pair => pair.Key == name && pair.Value == value) == 0)
            query.Add(KeyValuePair.Create(name, (string?)value));
        return PortalLanguage.RequestedPath(HttpContext) + QueryString.Create(query);
    }

    /// <summary>Whether a page of something unfinished may load itself again; the reader can stop that (<c>reload=no</c>).</summary>
    public bool Reloads => Asked("reload") != "no";

    /// <summary>The one value of a query parameter, or null where it is missing or blank.</summary>
    protected string? Asked(string name) => Request.Query[name].FirstOrDefault() is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>A positive whole number of the query, else <paramref name="otherwise"/>: a page number that makes no sense is the first page.</summary>
    protected int Asked(string name, int otherwise) =>
        int.TryParse(Request.Query[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n > 0 ? n : otherwise;

    /// <summary>A temporary redirect to a page in the reader's language.</summary>
    protected IActionResult RedirectTo(string path) =>
        Redirect(PortalLanguage.Path(PortalLanguage.Of(Request.Path), path) + Request.QueryString);

    private static IEnumerable<KeyValuePair<string, string?>> Each(KeyValuePair<string, StringValues> pair) =>
        pair.Value.Select(value => KeyValuePair.Create(pair.Key, value));
}
