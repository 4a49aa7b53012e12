using Catalog.Api.Dcat.Rdf;
using Catalog.Api.Hosting;
using Microsoft.Extensions.Options;
using OpenData.Core.Packages;
using OpenData.Core.Texts;

namespace Catalog.Api.Dcat;

/// <summary>What every document needs to know of the site: where names and addresses begin, what the catalog is called, who publishes it.</summary>
internal sealed class DcatSite(IOptions<DcatOptions> dcat, IOptions<SiteOptions> options, ISiteAddress address)
{
    public DcatOptions Options => dcat.Value;

    /// <summary>What addresses that must work begin with.</summary>
    public string Url => address.Url;

    /// <summary>What names begin with.</summary>
    public string Base => dcat.Value.BaseUri.Length > 0 ? dcat.Value.BaseUri : address.Url;

    public Iri Catalog => Node("");

    /// <summary>As people know the site: in both languages while nobody gave it a name of its own.</summary>
    public IReadOnlyList<Literal> Title => options.Value.Title == SiteOptions.DefaultTitle ? InAllLanguages("site.title") : [new(options.Value.Title)];

    public IReadOnlyList<Literal> Description => options.Value.Description.Length > 0 ? [new(options.Value.Description)] : InAllLanguages("home.lead");

    public string PublisherName => dcat.Value.PublisherName.Length > 0 ? dcat.Value.PublisherName : options.Value.Title;

    /// <summary>A node of ours: the path begins with a slash.</summary>
    public Iri Node(string path) => IriText.Web(Base + path) ?? new Iri(Base + path);

    /// <summary>The name that a publisher gave a thing, unless it is one of ours: nobody may speak for another of our things.</summary>
    public Iri Node(string? own, string path) =>
        IriText.Name(own) is { } name && !name.Value.StartsWith(Base + "/", StringComparison.OrdinalIgnoreCase) && !name.Value.Equals(Base, StringComparison.OrdinalIgnoreCase) ? name : Node(path);

    private static IReadOnlyList<Literal> InAllLanguages(string key) => [.. TextCatalog.Languages.Select(language => new Literal(TextCatalog.Get(language, key), language))];
}
