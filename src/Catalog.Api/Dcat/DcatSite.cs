using Catalog.Api.Dcat.Rdf;
using Catalog.Api.Hosting;
using Microsoft.Extensions.Options;
using OpenData.Core.Packages;
using OpenData.Core.Texts;

namespace Catalog.Api.Dcat;

/// <summary>Reads what documents need to know of the site: a sysadmin may have renamed it since the last one.</summary>
internal sealed class DcatSiteReader(IOptions<DcatOptions> options, SiteSettings settings, ISiteAddress address)
{
    public async Task<DcatSite> ReadAsync(CancellationToken ct) => new(options.Value, await settings.ReadAsync(ct), address.Url);
}

/// <summary>Where names and addresses begin, what the catalog is called, who publishes it.</summary>
/// <param name="options">The settings of RDF.</param>
/// <param name="texts">What the site says of itself.</param>
/// <param name="url">What addresses that must work begin with.</param>
internal sealed class DcatSite(DcatOptions options, SiteTexts texts, string url)
{
    public DcatOptions Options => options;

    /// <summary>What addresses that must work begin with.</summary>
    public string Url => url;

    /// <summary>What names begin with.</summary>
    public string Base => options.BaseUri.Length > 0 ? options.BaseUri : url;

    public Iri Catalog => Node("");

    /// <summary>As people know the site: in both languages while nobody gave it a name of its own.</summary>
    public IReadOnlyList<Literal> Title => texts.Title == SiteOptions.DefaultTitle ? InAllLanguages("site.title") : [new(texts.Title)];

    public IReadOnlyList<Literal> Description => string.IsNullOrWhiteSpace(texts.Description) ? InAllLanguages("home.lead") : [new(texts.Description)];

    public string PublisherName => options.PublisherName.Length > 0 ? options.PublisherName : texts.Title;

    /// <summary>A node of ours: the path begins with a slash.</summary>
    public Iri Node(string path) => IriText.Web(Base + path) ?? new Iri(Base + path);

    /// <summary>The name that a publisher gave a thing, unless it is one of ours: nobody may speak for another of our things.</summary>
    public Iri? Foreign(string? own) => IriText.Name(own) is { } name && !IsIn(Base, name) && !IsIn(url, name) ? name : null;

    private static bool IsIn(string site, Iri name) =>
        name.Value.StartsWith(site, StringComparison.OrdinalIgnoreCase) && (name.Value.Length == site.Length || name.Value[site.Length] is '/' or '?' or '#');

    private static IReadOnlyList<Literal> InAllLanguages(string key) => [.. TextCatalog.Languages.Select(language => new Literal(TextCatalog.Get(language, key), language))];
}
