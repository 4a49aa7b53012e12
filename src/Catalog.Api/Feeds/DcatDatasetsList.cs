using Catalog.Api.Actions;
using Catalog.Api.Dcat;
using OpenData.Core.Access;

namespace Catalog.Api.Feeds;

[CkanAction("dcat_datasets_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a page of the catalog as a plain list of objects, as at /dcat.json. Only public datasets are in it.")]
internal sealed class DcatDatasetsList(DcatJson data) : CkanAction<DcatDatasetsList.Parameters, DcatDatasetsList.Page>
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
    }

    /// <param name="Json">The list as it is sent.</param>
    internal sealed record Page(byte[] Json) : IStreamedResult
    {
        public Task WriteAsync(JsonOutput output, CancellationToken ct)
        {
            output.Json.WriteRawValue(Json, skipInputValidation: true);   // written by our own writer
            return Task.CompletedTask;
        }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Page> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        new(await data.WriteAsync(CatalogRequest.Parse(p.Page, p.ModifiedSince, p.Q, p.Fq, profiles: null), ct));
}
