using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Packages;

namespace Catalog.Api.Dcat;

/// <summary>A resource as a distribution (contract 7.6).</summary>
internal sealed class DistributionGraph(RdfGraph graph, DcatSite site, DcatEdition edition)
{
    public Iri Add(Iri dataset, Package package, Resource resource)
    {
        var fields = Fields.Of(resource);
        var distribution = site.Foreign(fields["uri"]) is { } own && !graph.Describes(own) ? own : site.Node($"/dataset/{package.Id}/resource/{resource.Id}");
        graph.Type(distribution, "dcat:Distribution");
        graph.Add(distribution, "dct:title", Literals.Texts(resource.TitleTranslated, resource.Name));
        graph.Add(distribution, "dct:description", Literals.Texts(resource.DescriptionTranslated, resource.Description));
        AddAddresses(distribution, package, resource, fields);
        AddFormat(distribution, resource.Format, resource.Mimetype);
        AddLicence(distribution, fields["license"] is { } licence ? EuLists.Licence(licence) : EuLists.Licence(package));
        AddSize(distribution, resource.Size);
        AddChecksum(distribution, resource, fields);
        AddRights(distribution, resource, fields);
        graph.Add(distribution, "dct:issued", fields["issued"] is { } issued ? Literals.Date(issued) : Literals.Time(resource.Created));
        graph.Add(distribution, "dct:modified", fields["modified"] is { } modified ? Literals.Date(modified) : Literals.Time(resource.LastModified ?? resource.MetadataModified));
        AddLists(distribution, fields);
        AddServices(distribution, dataset, resource, fields);
        return distribution;
    }

    public void AddFormat(Iri distribution, string format, string? mediaType)
    {
        graph.AddThing(distribution, "dct:format", FileTypes.Format(format, mediaType), "dct:MediaTypeOrExtent");
        graph.AddThing(distribution, "dcat:mediaType", FileTypes.MediaType(format, mediaType), "dct:MediaType");
    }

    public void AddLicence(Iri distribution, RdfTerm? licence) => graph.AddThing(distribution, "dct:license", licence, "dct:LicenseDocument");

    /// <param name="distribution">Of what.</param>
    /// <param name="bytes">A size that a publisher wrote may be negative, which says nothing.</param>
    public void AddSize(Iri distribution, long? bytes)
    {
        if (bytes is >= 0 and { } size)
            graph.Add(distribution, "dcat:byteSize", edition == DcatEdition.Three ? Literals.Count(size) : Literals.Decimal(size.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <param name="distribution">Of what.</param>
    /// <param name="algorithm">Such as <c>sha256</c>, or an address.</param>
    /// <param name="hex">Digits.</param>
    public void AddChecksum(Iri distribution, string algorithm, string hex)
    {
        var checksum = graph.NewBlank();
        graph.Add(distribution, "spdx:checksum", checksum);
        graph.Type(checksum, "spdx:Checksum");
        var name = IriText.Web(algorithm) ?? Namespaces.Expand($"spdx:checksumAlgorithm_{algorithm}");
        graph.Add(checksum, "spdx:algorithm", name);
        graph.Type(name, "spdx:ChecksumAlgorithm");
        graph.Add(checksum, "spdx:checksumValue", new Literal(hex.ToLowerInvariant(), Datatype: "xsd:hexBinary"));
    }

    private void AddAddresses(Iri distribution, Package package, Resource resource, Fields fields)
    {
        var url = IriText.Location(resource.Url);
        var isFile = resource.UrlType == "upload" || FileTypes.IsFile(resource.Format, resource.Mimetype);
        // Mandatory: where nothing leads to the data itself, the page that tells of it.
        graph.Add(distribution, "dcat:accessURL", IriText.Location(fields["access_url"]) ?? url ?? IriText.Web($"{site.Url}/dataset/{package.Id}/resource/{resource.Id}"));
        graph.Add(distribution, "dcat:downloadURL", IriText.Location(fields["download_url"]) ?? (isFile ? url : null));
    }

    /// <summary>Only where the algorithm is known: DCAT-AP asks for both.</summary>
    private void AddChecksum(Iri distribution, Resource resource, Fields fields)
    {
        var (algorithm, hex) = resource.Hash.Split(':') is [var name, var digits] ? (name, digits) : (fields["hash_algorithm"] ?? "", resource.Hash);
        var spelled = algorithm.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal);
        var known = spelled is "md5" or "sha1" or "sha224" or "sha256" or "sha384" or "sha512" ? spelled : IriText.Web(algorithm)?.Value;
        if (known is not null && hex.Length > 0 && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit))
            AddChecksum(distribution, known, hex);
    }

    private void AddRights(Iri distribution, Resource resource, Fields fields)
    {
        if (fields["rights"] is { } rights)
            graph.AddThing(distribution, "dct:rights", (RdfTerm?)IriText.Web(rights) ?? new Literal(rights), "dct:RightsStatement");
        graph.AddConcept(distribution, "adms:status", fields["status"] is { } status ? EuLists.Code("distribution-status", status) : null);
        // What is stored here stays for years; of other hosts' files only their publisher can say so.
        graph.AddConcept(distribution, "dcatap:availability", EuLists.Code("planned-availability", fields["availability"] ?? (resource.UrlType == "upload" ? "AVAILABLE" : "")));
    }

    private void AddLists(Iri distribution, Fields fields)
    {
        foreach (var language in fields.List("language"))
            graph.AddThing(distribution, "dct:language", EuLists.Language(language), "dct:LinguisticSystem");
        foreach (var standard in fields.List("conforms_to"))
            graph.AddThing(distribution, "dct:conformsTo", IriText.IriOrLiteral(standard), "dct:Standard");
        foreach (var page in fields.List("documentation"))
            graph.AddThing(distribution, "foaf:page", IriText.IriOrLiteral(page), "foaf:Document");
        foreach (var law in fields.List("applicable_legislation").Select(IriText.Web))
            graph.AddThing(distribution, "dcatap:applicableLegislation", law, "eli:LegalResource");
        foreach (var (key, predicate) in new[] { ("compress_format", "dcat:compressFormat"), ("package_format", "dcat:packageFormat") })
            graph.AddThing(distribution, predicate, fields[key] is { } format ? FileTypes.MediaType(format, format) ?? IriText.Web(format) : null, "dct:MediaType");
        graph.Add(distribution, "dcat:temporalResolution", Literals.Duration(fields["temporal_resolution"]));
        graph.Add(distribution, "dcat:spatialResolutionInMeters", Literals.Decimal(fields["spatial_resolution_in_meters"]));
    }

    /// <summary>What the publisher lists, and our own interface to the rows of a table.</summary>
    private void AddServices(Iri distribution, Iri dataset, Resource resource, Fields fields)
    {
        foreach (var service in fields.Objects("access_services"))
        {
            var endpoints = service.List("endpoint_url").Select(IriText.Web).OfType<Iri>().ToList();
            if (service["title"] is not { } title || endpoints.Count == 0)
                continue;
            var node = site.Foreign(service["uri"]) is { } own && !graph.Describes(own) ? own : (RdfSubject)graph.NewBlank();
            AddService(distribution, node, title);
            graph.Add(node, "dcat:endpointURL", endpoints);
            graph.AddThing(node, "dcat:endpointDescription", service["endpoint_description"] is { } about ? IriText.IriOrLiteral(about) : null, type: null);
            graph.Add(node, "dcat:servesDataset", service.List("serves_dataset").Select(IriText.Name).OfType<Iri>());
            graph.Add(node, "dct:description", service["description"] is { } text ? new Literal(text) : null);
            graph.AddThing(node, "dct:license", service["license"] is { } licence ? EuLists.Licence(licence) : null, "dct:LicenseDocument");
            graph.AddThing(node, "dct:accessRights", service["access_rights"] is { } rights ? EuLists.AccessRights(rights) : null, "dct:RightsStatement");
            graph.AddConcept(node, "dcatap:availability", service["availability"] is { } availability ? EuLists.Code("planned-availability", availability) : null);
        }

        if (!resource.DatastoreActive)
            return;
        var api = site.Node($"/api/3/action/datastore_search?resource_id={resource.Id}");
        AddService(distribution, api, $"datastore_search {resource.Name}".TrimEnd());
        graph.Add(api, "dcat:endpointURL", IriText.Web($"{site.Url}/api/3/action/datastore_search"));
        graph.Add(api, "dcat:endpointDescription", IriText.Web($"{site.Url}/developers/api"));
        graph.Add(api, "dcat:servesDataset", dataset);
    }

    private void AddService(Iri distribution, RdfSubject service, string title)
    {
        graph.Add(distribution, "dcat:accessService", service);
        graph.Type(service, "dcat:DataService");
        graph.Add(service, "dct:title", new Literal(title));
    }
}
