using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Dcat;

/// <summary>The documents of routes and actions. A page of a hundred datasets is held in memory, never more.</summary>
internal sealed class DcatDocuments(PackageSearcher searcher, PackageStore packages, DcatReader reader, DcatSiteReader sites)
{
    /// <summary>One dataset with its versions. Whether the caller may read it was asked before.</summary>
    public async Task<byte[]> DatasetAsync(Package package, RdfFormat format, DcatEdition edition, CancellationToken ct)
    {
        var graph = new RdfGraph();
        var site = await sites.ReadAsync(ct);
        new DatasetGraph(graph, site, edition).Add(await reader.ReadAsync(package, ct));
        return format.Write(graph);
    }

    /// <summary>The catalog with one page of its public datasets.</summary>
    public async Task<byte[]> CatalogAsync(CatalogRequest request, RdfFormat format, CancellationToken ct)
    {
        var hits = await searcher.SearchAsync(request.Query, ct);
        var found = await reader.ReadAsync(await packages.ListAsync(hits.Ids, ct), ct);
        var (issued, modified) = await reader.TimesAsync(ct);
        var graph = new RdfGraph();
        var site = await sites.ReadAsync(ct);
        var catalog = new CatalogGraph(graph, site);
        var node = catalog.Add(issued, modified);
        var datasets = new DatasetGraph(graph, site, request.Edition);
        foreach (var context in found)
            graph.Add(node, "dcat:dataset", datasets.Add(context));
        catalog.AddPaging(request.Page, hits.Count, page => $"{site.Url}/catalog.{format.Extension}{request.QueryOf(page)}");
        return format.Write(graph);
    }
}
