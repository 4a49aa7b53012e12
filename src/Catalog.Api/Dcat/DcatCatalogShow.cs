using System.Text;
using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Dcat;

[CkanAction("dcat_catalog_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a page of the catalog as RDF: a text, as at /catalog.ttl. Only public datasets are in it.")]
internal sealed class DcatCatalogShow(DcatDocuments documents) : CkanAction<DcatCatalogShow.Parameters, string>
{
    public sealed record Parameters
    {
        [Parameter("The page, from 1; each has 100 datasets.", Lenient = true)]
        public string? Page { get; init; }

        [Parameter("Only datasets modified at or after this ISO date.")]
        public string? ModifiedSince { get; init; }

        [Parameter("Words, as in package_search.")]
        public string? Q { get; init; }

        [Parameter("A filter, as in package_search.")]
        public string? Fq { get; init; }

        [Parameter("xml, rdf, ttl, n3 or jsonld.")]
        public string Format { get; init; } = "xml";

        [Parameter("euro_dcat_ap_3, euro_dcat_ap_2 or euro_dcat_ap: several are separated by commas.")]
        public string? Profiles { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<string> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        Encoding.UTF8.GetString(await documents.CatalogAsync(CatalogRequest.Parse(p.Page, p.ModifiedSince, p.Q, p.Fq, p.Profiles), DcatFormat.Parse(p.Format), ct));
}
