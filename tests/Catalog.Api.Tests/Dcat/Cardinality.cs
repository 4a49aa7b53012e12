namespace Catalog.Api.Tests.Dcat;

/// <summary>DCAT-AP 3.0.1 by class (contract 7.7): what must be there, what may be there once, and what a mandatory value must be.</summary>
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
    ];

    private static readonly string[] Resources =
        ["dcat:accessURL", "dcat:downloadURL", "dct:publisher", "dct:license", "dcat:mediaType", "dcat:theme", "dct:language", "foaf:homepage", "dcat:distribution", "dcat:hasVersion", "spdx:algorithm", "dcat:endpointURL", "dcat:landingPage"];

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
        faults.AddRange(graph.Triples.Where(triple => Resources.Contains(triple.Predicate) && triple.Object.Kind == "Literal" && triple.Predicate != "dct:license" && triple.Predicate != "dct:language")
            .Select(triple => $"{triple.Predicate} of {triple.Subject.Value} is a text"));
        return faults;
    }
}
