using System.Text;
using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Dcat;

[CkanAction("dcat_catalog_search", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a page of the datasets that a search finds as RDF: the same as dcat_catalog_show with q and fq.")]
internal sealed class DcatCatalogSearch(DcatDocuments documents) : CkanAction<DcatCatalogShow.Parameters, string>
{
    protected override Task AuthorizeAsync(DcatCatalogShow.Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<string> RunAsync(DcatCatalogShow.Parameters p, Caller caller, CancellationToken ct) =>
        Encoding.UTF8.GetString(await documents.CatalogAsync(CatalogRequest.Parse(p.Page, p.ModifiedSince, p.Q, p.Fq, p.Profiles), DcatFormat.Parse(p.Format), ct));
}
