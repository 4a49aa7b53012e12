using System.Text;
using Catalog.Api.Actions;
using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;

namespace Catalog.Api.Dcat;

[CkanAction("dcat_dataset_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a dataset as RDF: a text, as at /dataset/{id}.ttl.")]
internal sealed class DcatDatasetShow(PackageStore packages, PackageAccess access, DcatDocuments documents) : CkanAction<DcatDatasetShow.Parameters, string>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("xml, rdf, ttl, n3 or jsonld.")]
        public string Format { get; init; } = "xml";

        [Parameter("euro_dcat_ap_3, euro_dcat_ap_2 or euro_dcat_ap: several are separated by commas.")]
        public string? Profiles { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<string> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var format = DcatFormat.Parse(p.Format);
        var package = await packages.FindAsync(p.Id, ct) ?? throw new NotFoundException();
        return Encoding.UTF8.GetString(await documents.DatasetAsync(package, format, DcatProfile.Parse(p.Profiles), ct));
    }
}

/// <summary>The parameter <c>format</c> of the actions.</summary>
internal static class DcatFormat
{
    /// <exception cref="ValidationException">An unknown format.</exception>
    public static RdfFormat Parse(string format) => RdfFormat.OfExtension(format) ?? throw new ValidationException("format", "Must be one of xml, rdf, ttl, n3, jsonld");
}
