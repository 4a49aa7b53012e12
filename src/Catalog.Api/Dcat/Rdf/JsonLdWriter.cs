using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Catalog.Api.Dcat.Rdf;

/// <summary>JSON-LD 1.1: a context of prefixes and a list of nodes; every value an object, so that nobody has to guess its type.</summary>
internal static class JsonLdWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };   // application/ld+json with nosniff

    public static byte[] Write(RdfGraph graph)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("@context");
            foreach (var (prefix, iri) in Namespaces.All)
                json.WriteString(prefix, iri);
            json.WriteEndObject();
            json.WriteStartArray("@graph");
            foreach (var (subject, triples) in graph.Nodes)
                WriteNode(json, subject, triples);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteNode(Utf8JsonWriter json, RdfSubject subject, List<(string Predicate, RdfTerm Object)> triples)
    {
        json.WriteStartObject();
        json.WriteString("@id", Name(subject));
        foreach (var predicate in triples.GroupBy(triple => triple.Predicate, triple => triple.Object, StringComparer.Ordinal))
        {
            var isType = predicate.Key == "rdf:type";
            json.WriteStartArray(isType ? "@type" : predicate.Key);
            foreach (var value in predicate)
            {
                if (isType)
                    json.WriteStringValue(Namespaces.Shorten((Iri)value) ?? ((Iri)value).Value);
                else
                    WriteValue(json, value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, RdfTerm value)
    {
        json.WriteStartObject();
        if (value is Literal literal)
        {
            json.WriteString("@value", literal.Text);
            if (literal.Language is { } language)
                json.WriteString("@language", language);
            else if (literal.Datatype is { } datatype)
                json.WriteString("@type", datatype);
        }
        else
        {
            json.WriteString("@id", Name((RdfSubject)value));
        }

        json.WriteEndObject();
    }

    private static string Name(RdfSubject node) => node is Blank blank ? string.Create(CultureInfo.InvariantCulture, $"_:b{blank.Number}") : ((Iri)node).Value;
}
