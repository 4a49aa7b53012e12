namespace Catalog.Api.Tests.Dcat;

/// <summary>DCAT-AP 3.0.1 by class (contract 7.7): what must be there, what may be there once, what is a text and what a thing of which class.</summary>
internal static class Cardinality
{
    private static readonly (string Class, string[] Mandatory, string[] Once)[] Rules =
    [
        ("dcat:Catalog", ["dct:title", "dct:description", "dct:publisher"], ["dct:publisher", "dct:license", "dct:issued", "dct:modified", "dct:rights", "dct:creator", "foaf:homepage"]),
        ("dcat:Dataset", ["dct:title", "dct:description"],
            ["dct:accessRights", "dct:accrualPeriodicity", "dct:issued", "dct:modified", "dct:publisher", "dcat:version", "dcat:temporalResolution", "dcat:spatialResolutionInMeters"]),
        ("dcat:Distribution", ["dcat:accessURL"],
            ["dcatap:availability", "dcat:byteSize", "spdx:checksum", "dcat:compressFormat", "dct:format", "dct:license", "dcat:mediaType", "dcat:packageFormat", "dct:issued", "dct:modified", "dct:rights", "adms:status"]),
        ("foaf:Agent", ["foaf:name"], ["dct:type"]),
        ("dcat:DataService", ["dct:title", "dcat:endpointURL"], ["dct:accessRights", "dct:license", "dct:publisher"]),
        ("spdx:Checksum", ["spdx:algorithm", "spdx:checksumValue"], ["spdx:algorithm", "spdx:checksumValue"]),
        ("dct:PeriodOfTime", [], ["dcat:startDate", "dcat:endDate"]),
        ("skos:ConceptScheme", ["dct:title"], []),
        ("skos:Concept", ["skos:prefLabel"], []),
        ("adms:Identifier", ["skos:notation"], ["skos:notation"]),
    ];

    /// <summary>Properties that lead to a thing, with its class where the shapes name one that the document itself can say.</summary>
    private static readonly Dictionary<string, string?> Things = new()
    {
        ["dcat:accessURL"] = null, ["dcat:downloadURL"] = null, ["dcat:endpointURL"] = null, ["dcat:hasVersion"] = null, ["dct:publisher"] = "foaf:Agent", ["dct:creator"] = "foaf:Agent",
        ["dcat:contactPoint"] = "vcard:Kind", ["dct:license"] = "dct:LicenseDocument", ["dct:format"] = "dct:MediaTypeOrExtent", ["dcat:mediaType"] = "dct:MediaType",
        ["dct:language"] = "dct:LinguisticSystem", ["dct:accrualPeriodicity"] = "dct:Frequency", ["dct:accessRights"] = "dct:RightsStatement", ["dct:rights"] = "dct:RightsStatement",
        ["dct:conformsTo"] = "dct:Standard", ["foaf:page"] = "foaf:Document", ["foaf:homepage"] = "foaf:Document", ["dcat:landingPage"] = "foaf:Document", ["dcat:distribution"] = "dcat:Distribution",
        ["dcat:dataset"] = "dcat:Dataset", ["dcat:accessService"] = "dcat:DataService", ["dct:spatial"] = "dct:Location", ["dct:temporal"] = "dct:PeriodOfTime", ["spdx:checksum"] = "spdx:Checksum",
        ["spdx:algorithm"] = "spdx:ChecksumAlgorithm", ["dcat:themeTaxonomy"] = "skos:ConceptScheme", ["dcatap:availability"] = "skos:Concept", ["adms:status"] = "skos:Concept",
        ["dct:provenance"] = "dct:ProvenanceStatement", ["adms:identifier"] = "adms:Identifier", ["dcatap:applicableLegislation"] = "http://data.europa.eu/eli/ontology#LegalResource",
    };

    private static readonly string[] Texts = ["dct:title", "dct:description", "dct:identifier", "dcat:keyword", "dcat:version", "adms:versionNotes", "foaf:name", "vcard:fn", "skos:prefLabel"];

    public static IReadOnlyList<string> Faults(Graph graph)
    {
        var faults = new List<string>();
        foreach (var (type, mandatory, once) in Rules)
        {
            foreach (var subject in graph.OfType(type))
            {
                faults.AddRange(mandatory.Where(predicate => graph.Objects(subject, predicate).All(value => value.Value.Trim().Length == 0)).Select(predicate => $"{type} {subject} has no {predicate}"));
                faults.AddRange(once.Where(predicate => graph.Objects(subject, predicate).Count > 1).Select(predicate => $"{type} {subject} has several {predicate}"));
            }
        }

        // A language appears once in a title or description.
        faults.AddRange(graph.Triples.Where(triple => triple.Predicate is "dct:title" or "dct:description").GroupBy(triple => (triple.Subject, triple.Predicate, triple.Object.Language))
            .Where(group => group.Count() > 1).Select(group => $"{group.Key.Subject.Value} has several {group.Key.Predicate} in {group.Key.Language}"));
        foreach (var (subject, predicate, value) in graph.Triples)
        {
            if (Things.TryGetValue(predicate, out var type) && (value.Kind == "Literal" || (type is not null && !graph.Values(value.Value, "rdf:type").Contains(type))))
                faults.Add($"{predicate} of {subject.Value} is no {type ?? "thing"}: {value.Value}");
            if (Texts.Contains(predicate) && value.Kind != "Literal")
                faults.Add($"{predicate} of {subject.Value} is no text");
        }

        return faults;
    }
}
