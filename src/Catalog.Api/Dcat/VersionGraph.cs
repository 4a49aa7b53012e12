using System.Globalization;
using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Versions;

namespace Catalog.Api.Dcat;

/// <summary>
/// The published data versions of a dataset as DCAT 3 tells them (design A.6): its own document names all of them and describes them, with addresses of files
/// that never change. A catalog page has the name of the current one alone: harvesters take everything of type dcat:Dataset for a dataset of its own, and
/// DCAT-AP's shapes (contract 7.7) refuse a dcat:hasVersion that leads to anything else.
/// </summary>
internal sealed class VersionGraph(RdfGraph graph, DcatSite site, DistributionGraph distributions, DcatEdition edition)
{
    public void Add(Iri dataset, RdfSubject publisher, DatasetContext context)
    {
        var package = context.Package;
        foreach (var number in context.Versions.Count > 0 ? context.VersionNumbers : [])
            graph.Add(dataset, edition == DcatEdition.Three ? "dcat:hasVersion" : "dct:hasVersion", Name(package.Id, number));
        if (context.VersionNumbers.Contains(package.CurrentVersion))
            graph.Add(dataset, "dcat:hasCurrentVersion", Name(package.Id, package.CurrentVersion));
        foreach (var version in context.Versions)
            Describe(dataset, publisher, context, version);
    }

    private Iri Name(Guid package, int number) => site.Node(string.Create(CultureInfo.InvariantCulture, $"/dataset/{package}/v/{number}"));

    private void Describe(Iri dataset, RdfSubject publisher, DatasetContext context, DatasetVersion version)
    {
        var package = context.Package;
        var fields = Fields.Of(package);
        var node = Name(package.Id, version.Version);
        graph.Type(node, "dcat:Dataset");
        graph.Add(node, "dct:title", DatasetGraph.Titles(package, fields));
        graph.Add(node, "dct:description", DatasetGraph.Descriptions(package, fields));
        graph.Add(node, "dct:identifier", new Literal(node.Value));
        graph.Add(node, edition == DcatEdition.Three ? "dcat:version" : "owl:versionInfo", new Literal(version.Label));
        graph.Add(node, "adms:versionNotes", Literals.Texts(version.Notes, plain: null));
        graph.Add(node, "dcat:isVersionOf", dataset);
        if (context.VersionNumbers.Contains(version.BaseVersion))
            graph.Add(node, "dcat:previousVersion", Name(package.Id, version.BaseVersion));
        graph.Add(node, "dct:issued", Literals.Time(version.PublishedAt));
        graph.Add(node, "dct:modified", Literals.Time(version.PublishedAt));
        graph.Add(node, "dct:publisher", publisher);
        graph.AddThing(node, "dct:accessRights", EuLists.AccessRights(package.Private ? "non-public" : "public"), "dct:RightsStatement");
        foreach (var resource in version.Resources)
            graph.Add(node, "dcat:distribution", Describe(context, version, resource));
    }

    private Iri Describe(DatasetContext context, DatasetVersion version, ResourceChange resource)
    {
        var package = context.Package;
        var distribution = site.Node(string.Create(CultureInfo.InvariantCulture, $"/dataset/{package.Id}/v/{version.Version}/resource/{resource.ResourceId}"));
        var file = IriText.Web(string.Create(CultureInfo.InvariantCulture, $"{site.Url}/dataset/{package.Id}/v/{version.Version}/{Uri.EscapeDataString(resource.Name)}.csv"));
        graph.Type(distribution, "dcat:Distribution");
        graph.Add(distribution, "dct:title", Literals.Texts(package.Resources.FirstOrDefault(other => other.Id == resource.ResourceId)?.TitleTranslated ?? new Dictionary<string, string>(), resource.Name));
        graph.Add(distribution, "dcat:accessURL", file);
        graph.Add(distribution, "dcat:downloadURL", file);
        distributions.AddFormat(distribution, "CSV", "text/csv");
        distributions.AddLicence(distribution, EuLists.Licence(package));
        distributions.AddSize(distribution, resource.Bytes);
        if (resource.Sha256 is not null)
            distributions.AddChecksum(distribution, "sha256", resource.Sha256);
        graph.Add(distribution, "dct:issued", Literals.Time(version.PublishedAt));
        return distribution;
    }
}
