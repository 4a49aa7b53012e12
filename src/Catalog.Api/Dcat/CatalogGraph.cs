using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Texts;

namespace Catalog.Api.Dcat;

/// <summary>The catalog itself and where a page of it stands (contract 7.3).</summary>
internal sealed class CatalogGraph(RdfGraph graph, DcatSite site)
{
    public Iri Add(DateTimeOffset? issued, DateTimeOffset? modified)
    {
        var catalog = site.Catalog;
        graph.Type(catalog, "dcat:Catalog");
        graph.Add(catalog, "dct:title", site.Title);
        graph.Add(catalog, "dct:description", site.Description);
        graph.Add(catalog, "dct:publisher", new AgentGraph(graph, site).Site());
        var home = IriText.Web(site.Url + "/");
        graph.Add(catalog, "foaf:homepage", home);
        graph.Type(home, "foaf:Document");
        foreach (var language in TextCatalog.Languages)
        {
            var name = EuLists.Language(language);
            graph.Add(catalog, "dct:language", name);
            graph.Type(name, "dct:LinguisticSystem");
        }

        graph.Add(catalog, "dcat:themeTaxonomy", EuLists.ThemeList);
        graph.Type(EuLists.ThemeList, "skos:ConceptScheme");
        graph.Add(EuLists.ThemeList, "dct:title", new Literal("Data theme", "en"));
        var place = IriText.Web(site.Options.Spatial);
        graph.Add(catalog, "dct:spatial", place);
        graph.Type(place, "dct:Location");
        var licence = IriText.Web(site.Options.License);
        graph.Add(catalog, "dct:license", licence);
        graph.Type(licence, "dct:LicenseDocument");
        graph.Add(catalog, "dct:issued", issued is { } first ? Literals.Time(first) : null);
        graph.Add(catalog, "dct:modified", modified is { } last ? Literals.Time(last) : null);
        return catalog;
    }

    /// <summary>The links to the other pages, as texts that hold addresses: that is how harvesters of CKAN read them. Nothing where no dataset is.</summary>
    /// <param name="page">This one, from 1; it may lie behind the end.</param>
    /// <param name="total">Datasets on all pages.</param>
    /// <param name="address">Of the page of that number.</param>
    public void AddPaging(int page, long total, Func<long, string> address)
    {
        if (total == 0)
            return;
        var last = (total + CatalogRequest.PageSize - 1) / CatalogRequest.PageSize;
        var node = IriText.Web(address(page)) ?? (RdfSubject)graph.NewBlank();
        graph.Type(node, "hydra:PagedCollection");
        graph.Add(node, "hydra:totalItems", Literals.Integer(total));
        graph.Add(node, "hydra:itemsPerPage", Literals.Integer(CatalogRequest.PageSize));
        Link("first", 1);
        Link("last", last);
        if (page < last)
            Link("next", page + 1);
        if (page > 1)
            Link("previous", Math.Min(page - 1, last));

        void Link(string relation, long to)
        {
            graph.Add(node, $"hydra:{relation}", new Literal(address(to)));
            graph.Add(node, $"hydra:{relation}Page", new Literal(address(to)));
        }
    }
}
