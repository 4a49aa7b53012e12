using System.Globalization;
using System.Text.RegularExpressions;
using static Catalog.Api.Tests.Dcat.NodeKind;

namespace Catalog.Api.Tests.Dcat;

/// <summary>What may stand as the value of a property.</summary>
internal enum NodeKind
{
    /// <summary>A literal; the range lists its datatypes, none = any text.</summary>
    Literal,

    /// <summary>A node with a name.</summary>
    Iri,

    /// <summary>A node, with a name or without; the range is its class, where the document itself must say it.</summary>
    Node,
}

/// <summary>DCAT-AP 3.0.1 as rows (contract 7.4 to 7.8): what a thing of a class has, at least and at most how often, of which kind and class or datatype.</summary>
internal static partial class Shapes
{
    private const int Many = int.MaxValue;
    private const string Day = "xsd:gYear xsd:gYearMonth xsd:date xsd:dateTime";
    private const string Eu = "http://publications.europa.eu/resource/authority/";

    private static readonly (string Class, string Property, int Min, int Max, NodeKind Kind, string Range)[] Rows =
    [
        ("dcat:Catalog", "dct:title", 1, Many, Literal, ""), ("dcat:Catalog", "dct:description", 1, Many, Literal, ""), ("dcat:Catalog", "dct:publisher", 1, 1, Node, "foaf:Agent"),
        ("dcat:Catalog", "dct:license", 0, 1, Node, "dct:LicenseDocument"), ("dcat:Catalog", "dct:issued", 0, 1, Literal, Day), ("dcat:Catalog", "dct:modified", 0, 1, Literal, Day),
        ("dcat:Catalog", "dct:rights", 0, 1, Node, "dct:RightsStatement"), ("dcat:Catalog", "dct:creator", 0, 1, Node, "foaf:Agent"), ("dcat:Catalog", "foaf:homepage", 0, 1, Iri, "foaf:Document"),
        ("dcat:Catalog", "dct:language", 0, Many, Node, "dct:LinguisticSystem"), ("dcat:Catalog", "dcat:themeTaxonomy", 0, Many, Node, "skos:ConceptScheme"),
        ("dcat:Catalog", "dct:spatial", 0, Many, Node, "dct:Location"), ("dcat:Catalog", "dcat:dataset", 0, Many, Iri, "dcat:Dataset dcat:DatasetSeries"),

        ("dcat:Dataset", "dct:title", 1, Many, Literal, ""), ("dcat:Dataset", "dct:description", 1, Many, Literal, ""), ("dcat:Dataset", "dct:identifier", 1, Many, Literal, ""),
        ("dcat:Dataset", "dct:publisher", 1, 1, Node, "foaf:Agent"), ("dcat:Dataset", "dct:accessRights", 0, 1, Node, "dct:RightsStatement"),
        ("dcat:Dataset", "dct:accrualPeriodicity", 0, 1, Node, "dct:Frequency"), ("dcat:Dataset", "dct:issued", 0, 1, Literal, Day), ("dcat:Dataset", "dct:modified", 0, 1, Literal, Day),
        ("dcat:Dataset", "dcat:version", 0, 1, Literal, ""), ("dcat:Dataset", "dcat:temporalResolution", 0, 1, Literal, "xsd:duration"),
        ("dcat:Dataset", "dcat:spatialResolutionInMeters", 0, 1, Literal, "xsd:decimal"), ("dcat:Dataset", "dcat:contactPoint", 0, Many, Node, "vcard:Kind"),
        ("dcat:Dataset", "dcat:distribution", 0, Many, Iri, "dcat:Distribution"), ("dcat:Dataset", "dcat:keyword", 0, Many, Literal, ""), ("dcat:Dataset", "dct:spatial", 0, Many, Node, "dct:Location"),
        ("dcat:Dataset", "dct:temporal", 0, Many, Node, "dct:PeriodOfTime"), ("dcat:Dataset", "dcat:theme", 0, Many, Iri, "skos:Concept"), ("dcat:Dataset", "dct:creator", 0, Many, Node, "foaf:Agent"),
        ("dcat:Dataset", "dcat:landingPage", 0, Many, Iri, "foaf:Document"), ("dcat:Dataset", "foaf:page", 0, Many, Node, "foaf:Document"), ("dcat:Dataset", "dct:conformsTo", 0, Many, Node, "dct:Standard"),
        ("dcat:Dataset", "dct:provenance", 0, Many, Node, "dct:ProvenanceStatement"), ("dcat:Dataset", "adms:identifier", 0, Many, Node, "adms:Identifier"),
        ("dcat:Dataset", "adms:versionNotes", 0, Many, Literal, ""), ("dcat:Dataset", "dct:language", 0, Many, Node, "dct:LinguisticSystem"), ("dcat:Dataset", "dct:relation", 0, Many, Node, ""),
        ("dcat:Dataset", "dct:source", 0, Many, Node, ""), ("dcat:Dataset", "adms:sample", 0, Many, Node, ""), ("dcat:Dataset", "dct:isReferencedBy", 0, Many, Node, ""),
        ("dcat:Dataset", "dct:isVersionOf", 0, Many, Node, ""), ("dcat:Dataset", "dcat:hasVersion", 0, Many, Node, ""), ("dcat:Dataset", "dcat:hasCurrentVersion", 0, 1, Iri, ""),
        ("dcat:Dataset", "dcat:previousVersion", 0, 1, Iri, ""), ("dcat:Dataset", "dcat:isVersionOf", 0, Many, Iri, "dcat:Dataset"), ("dcat:Dataset", "dcat:inSeries", 0, Many, Iri, ""),
        ("dcat:Dataset", "dct:type", 0, Many, Node, "skos:Concept"), ("dcat:Dataset", "dcatap:hvdCategory", 0, Many, Iri, "skos:Concept"),
        ("dcat:Dataset", "dcatap:applicableLegislation", 0, Many, Iri, "http://data.europa.eu/eli/ontology#LegalResource"),

        ("dcat:DatasetSeries", "dct:title", 1, Many, Literal, ""), ("dcat:DatasetSeries", "dct:description", 1, Many, Literal, ""), ("dcat:DatasetSeries", "dct:publisher", 0, 1, Node, "foaf:Agent"),
        ("dcat:DatasetSeries", "dct:issued", 0, 1, Literal, Day), ("dcat:DatasetSeries", "dct:modified", 0, 1, Literal, Day),
        ("dcat:DatasetSeries", "dct:accrualPeriodicity", 0, 1, Node, "dct:Frequency"), ("dcat:DatasetSeries", "dcat:contactPoint", 0, Many, Node, "vcard:Kind"),

        ("dcat:Distribution", "dcat:accessURL", 1, Many, Iri, ""), ("dcat:Distribution", "dcat:downloadURL", 0, Many, Iri, ""), ("dcat:Distribution", "dct:title", 0, Many, Literal, ""),
        ("dcat:Distribution", "dct:description", 0, Many, Literal, ""), ("dcat:Distribution", "dcatap:availability", 0, 1, Iri, "skos:Concept"),
        ("dcat:Distribution", "dcat:byteSize", 0, 1, Literal, "xsd:nonNegativeInteger xsd:decimal"), ("dcat:Distribution", "spdx:checksum", 0, 1, Node, "spdx:Checksum"),
        ("dcat:Distribution", "dcat:compressFormat", 0, 1, Iri, "dct:MediaType"), ("dcat:Distribution", "dcat:packageFormat", 0, 1, Iri, "dct:MediaType"),
        ("dcat:Distribution", "dct:format", 0, 1, Node, "dct:MediaTypeOrExtent"), ("dcat:Distribution", "dcat:mediaType", 0, 1, Iri, "dct:MediaType"),
        ("dcat:Distribution", "dct:license", 0, 1, Node, "dct:LicenseDocument"), ("dcat:Distribution", "dct:issued", 0, 1, Literal, Day), ("dcat:Distribution", "dct:modified", 0, 1, Literal, Day),
        ("dcat:Distribution", "dct:rights", 0, 1, Node, "dct:RightsStatement"), ("dcat:Distribution", "adms:status", 0, 1, Iri, "skos:Concept"),
        ("dcat:Distribution", "dct:language", 0, Many, Node, "dct:LinguisticSystem"), ("dcat:Distribution", "dct:conformsTo", 0, Many, Node, "dct:Standard"),
        ("dcat:Distribution", "foaf:page", 0, Many, Node, "foaf:Document"), ("dcat:Distribution", "dcat:accessService", 0, Many, Node, "dcat:DataService"),
        ("dcat:Distribution", "dcat:temporalResolution", 0, 1, Literal, "xsd:duration"), ("dcat:Distribution", "dcat:spatialResolutionInMeters", 0, 1, Literal, "xsd:decimal"),
        ("dcat:Distribution", "dcatap:applicableLegislation", 0, Many, Iri, "http://data.europa.eu/eli/ontology#LegalResource"),

        ("foaf:Agent", "foaf:name", 1, Many, Literal, ""), ("foaf:Agent", "dct:type", 0, 1, Node, "skos:Concept"), ("foaf:Agent", "foaf:mbox", 0, Many, Iri, ""), ("foaf:Agent", "foaf:homepage", 0, Many, Iri, "foaf:Document"),
        ("vcard:Kind", "vcard:fn", 0, Many, Literal, ""), ("vcard:Kind", "vcard:hasEmail", 0, Many, Iri, ""),
        ("dcat:DataService", "dct:title", 1, Many, Literal, ""), ("dcat:DataService", "dcat:endpointURL", 1, Many, Iri, ""), ("dcat:DataService", "dct:accessRights", 0, 1, Node, "dct:RightsStatement"),
        ("dcat:DataService", "dct:license", 0, 1, Node, "dct:LicenseDocument"), ("dcat:DataService", "dct:publisher", 0, 1, Node, "foaf:Agent"), ("dcat:DataService", "dcat:servesDataset", 0, Many, Iri, ""), ("dcat:DataService", "dcat:endpointDescription", 0, Many, Node, ""),
        ("spdx:Checksum", "spdx:algorithm", 1, 1, Iri, "spdx:ChecksumAlgorithm"), ("spdx:Checksum", "spdx:checksumValue", 1, 1, Literal, "xsd:hexBinary"),
        ("dct:PeriodOfTime", "dcat:startDate", 0, 1, Literal, Day), ("dct:PeriodOfTime", "dcat:endDate", 0, 1, Literal, Day),
        ("dct:Location", "locn:geometry", 0, 1, Literal, "http://www.opengis.net/ont/geosparql#wktLiteral"), ("dct:Location", "dcat:bbox", 0, 1, Literal, "http://www.opengis.net/ont/geosparql#wktLiteral"),
        ("dct:Location", "dcat:centroid", 0, 1, Literal, "http://www.opengis.net/ont/geosparql#wktLiteral"),
        ("skos:ConceptScheme", "dct:title", 1, Many, Literal, ""), ("skos:Concept", "skos:prefLabel", 1, Many, Literal, ""), ("adms:Identifier", "skos:notation", 1, 1, Literal, ""),
    ];

    /// <summary>Lists of the EU of which the contract gives every code that we may say.</summary>
    private static readonly Dictionary<string, string[]> Lists = new()
    {
        ["data-theme"] = ["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN", "OP_DATPRO"],
        ["access-right"] = ["PUBLIC", "RESTRICTED", "NON_PUBLIC"],
        ["planned-availability"] = ["AVAILABLE", "EXPERIMENTAL", "STABLE", "TEMPORARY"],
        ["distribution-status"] = ["COMPLETED", "DEPRECATED", "DEVELOP", "WITHDRAWN"],
        ["licence"] = ["CC_BY_4_0", "CC_BYSA_4_0", "CC0", "ODC_BY", "ODC_BL", "ODC_PDDL", "OGL_3_0"],
        ["frequency"] =
        [
            "ANNUAL", "ANNUAL_2", "ANNUAL_3", "AS_NEEDED", "BIENNIAL", "BIMONTHLY", "BIWEEKLY", "CONT", "DAILY", "DECENNIAL", "HOURLY", "IRREG", "MONTHLY", "MONTHLY_2", "MONTHLY_3", "NEVER",
            "NOT_PLANNED", "OTHER", "QUADRENNIAL", "QUARTERLY", "QUINQUENNIAL", "TRIENNIAL", "UNKNOWN", "WEEKLY", "WEEKLY_2", "WEEKLY_3",
        ],
        ["file-type"] =
        [
            "7Z", "ATOM", "BIN", "BMP", "CSV", "DBF", "DOC", "DOCX", "DWG", "DXF", "E00", "EPUB", "EXE", "GEOJSON", "GEOTIFF", "GIF", "GML", "GPKG", "GTFS", "GZIP", "HTML", "ICS", "JPEG", "JS", "JSON",
            "JSON_LD", "KML", "KMZ", "MAP_SRVC", "MDB", "MP3", "MRSID", "MXD", "N3", "NETCDF", "ODB", "ODC", "ODF", "ODG", "ODP", "ODS", "ODT", "OWL", "PARQUET", "PDF", "PNG", "PPSX", "PPT", "PPTX",
            "QGS", "RAR", "RDF_TURTLE", "RDF_XML", "REST", "RSS", "RTF", "SHP", "SPARQLQ", "SQL", "SVG", "TAR", "TIFF", "TSV", "TXT", "WAV", "WCS_SRVC", "WFS_SRVC", "WMS_SRVC", "WMTS_SRVC", "XLS",
            "XLSB", "XLSM", "XLSX", "XML", "XSLT", "YAML", "ZIP",
        ],
    };

    /// <summary>Whether the list has that code; true for a list that we do not know.</summary>
    public static bool HasCode(string list, string code) => list == "language" ? code.Length == 3 && code.All(char.IsAsciiLetterUpper) : !Lists.TryGetValue(list, out var codes) || codes.Contains(code);

    /// <param name="graph">As parsers of other authors read it.</param>
    /// <param name="hasAnyDate">Whether a publisher's words may stand where a date is due (contract 7.2).</param>
    public static IReadOnlyList<string> Faults(Graph graph, bool hasAnyDate = false)
    {
        var faults = new List<string>();
        foreach (var (type, property, min, max, kind, range) in Rows)
        {
            foreach (var subject in graph.OfType(type))
            {
                var values = graph.Objects(subject, property);
                if (values.Count(value => value.Value.Trim().Length > 0) < min || values.Count > max)
                    faults.Add($"{type} {subject} has {values.Count} {property}");
                faults.AddRange(values.Where(value => !Fits(graph, value, kind, hasAnyDate && range == Day ? "" : range)).Select(value => $"{property} of {subject} is no {kind} {range}: {value}"));
            }
        }

        // A language appears once in a title or description.
        faults.AddRange(graph.Triples.Where(triple => triple.Predicate is "dct:title" or "dct:description").GroupBy(triple => (triple.Subject, triple.Predicate, triple.Object.Language))
            .Where(group => group.Count() > 1).Select(group => $"{group.Key.Subject.Value} has several {group.Key.Predicate} in {group.Key.Language}"));
        faults.AddRange(graph.Triples.Where(triple => triple.Object.Kind == "NamedNode" && triple.Object.Value.StartsWith(Eu, StringComparison.Ordinal))
            .Select(triple => triple.Object.Value[Eu.Length..].Split('/')).Where(code => code is [var list, var name] && !HasCode(list, name)).Select(code => $"no list has {string.Join('/', code)}"));
        faults.AddRange(graph.Triples.Where(triple => triple.Object is { Kind: "Literal" } literal && !IsWritten(literal)).Select(triple => $"{triple.Predicate} is not written as its datatype: {triple.Object}"));
        return faults;
    }

    private static bool Fits(Graph graph, Graph.Term value, NodeKind kind, string range)
    {
        if (kind == Literal)
            return value.Kind == "Literal" && (range.Length > 0 ? range.Split(' ').Contains(Graph.Short(value.Datatype!)) : value.Value.Trim().Length > 0);
        return value.Kind == "NamedNode" ? Uri.TryCreate(value.Value, UriKind.Absolute, out _) && IsOf() : kind == Node && value.Kind == "BlankNode" && IsOf();

        bool IsOf() => range.Length == 0 || graph.Values(value.Value, "rdf:type").Intersect(range.Split(' ')).Any();
    }

    private static bool IsWritten(Graph.Term literal) => Graph.Short(literal.Datatype!) switch
    {
        "xsd:gYear" => Regex.IsMatch(literal.Value, @"^\d{4}$"),
        "xsd:gYearMonth" => Regex.IsMatch(literal.Value, @"^\d{4}-(0[1-9]|1[0-2])$"),
        "xsd:date" => DateOnly.TryParseExact(literal.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "xsd:dateTime" => Regex.IsMatch(literal.Value, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"),
        "xsd:decimal" => decimal.TryParse(literal.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        "xsd:integer" or "xsd:nonNegativeInteger" => Regex.IsMatch(literal.Value, @"^\d+$"),
        "xsd:hexBinary" => literal.Value.Length > 0 && literal.Value.Length % 2 == 0 && literal.Value.All(char.IsAsciiHexDigit),
        "xsd:duration" => Duration().IsMatch(literal.Value) && literal.Value[^1] is not ('P' or 'T'),
        _ => true,
    };

    [GeneratedRegex(@"^-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$")]
    private static partial Regex Duration();
}
