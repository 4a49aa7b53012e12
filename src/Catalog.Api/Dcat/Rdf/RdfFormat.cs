namespace Catalog.Api.Dcat.Rdf;

/// <summary>A way to write a graph: what people call it, how addresses end, what the media type is (contract 6.3).</summary>
internal sealed record RdfFormat(string Name, string Extension, string MediaType, Func<RdfGraph, byte[]> Write)
{
    public static readonly IReadOnlyList<RdfFormat> All =
    [
        new("Turtle", "ttl", "text/turtle", TurtleWriter.Write),
        new("RDF/XML", "rdf", "application/rdf+xml", RdfXmlWriter.Write),
        new("RDF/XML", "xml", "application/rdf+xml", RdfXmlWriter.Write),
        new("JSON-LD", "jsonld", "application/ld+json", JsonLdWriter.Write),
        new("N3", "n3", "text/n3", TurtleWriter.Write),
    ];

    /// <summary>Each media type once.</summary>
    public static readonly IReadOnlyList<RdfFormat> Distinct = [.. All.DistinctBy(format => format.MediaType)];

    /// <summary>The end of a route: <c>/catalog.{fmt}</c>.</summary>
    public const string Route = "{fmt:regex(^(ttl|rdf|xml|jsonld|n3)$)}";

    public string ContentType => $"{MediaType}; charset=utf-8";

    public static RdfFormat? OfExtension(string extension) => All.FirstOrDefault(format => format.Extension == extension);

    /// <summary>The format of a media type in its lower-case spelling, or null.</summary>
    public static RdfFormat? OfMediaType(string mediaType) => mediaType switch
    {
        "application/x-turtle" => All[0],
        "text/rdf+n3" => All[^1],
        _ => All.FirstOrDefault(format => format.MediaType == mediaType),
    };
}
