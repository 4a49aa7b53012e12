using System.Globalization;
using System.Text;
using System.Xml;

namespace Catalog.Api.Dcat.Rdf;

/// <summary>RDF 1.1 XML: one element for each subject, named by its first type.</summary>
internal static class RdfXmlWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineHandling = NewLineHandling.Entitize,   // a carriage return in a text stays one
    };

    public static byte[] Write(RdfGraph graph)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartElement("rdf", "RDF", Namespaces.RdfIri);
            foreach (var (prefix, iri) in Namespaces.All)
                xml.WriteAttributeString("xmlns", prefix, null, iri);
            foreach (var (subject, triples) in graph.Nodes)
                WriteNode(xml, subject, triples);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void WriteNode(XmlWriter xml, RdfSubject subject, List<(string Predicate, RdfTerm Object)> triples)
    {
        var type = triples.FindIndex(triple => triple.Predicate == "rdf:type" && triple.Object is Iri iri && Namespaces.Shorten(iri) is not null);
        WriteStart(xml, type < 0 ? "rdf:Description" : Namespaces.Shorten((Iri)triples[type].Object)!);
        WriteName(xml, subject, "about");
        foreach (var (place, (predicate, value)) in triples.Index())
        {
            if (place == type)
                continue;
            WriteStart(xml, predicate);
            if (value is Literal literal)
                WriteLiteral(xml, literal);
            else
                WriteName(xml, (RdfSubject)value, "resource");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteStart(XmlWriter xml, string name)
    {
        var (prefix, local) = Namespaces.Split(name);
        xml.WriteStartElement(prefix, local, Namespaces.OfPrefix(prefix));
    }

    private static void WriteName(XmlWriter xml, RdfSubject node, string attribute)
    {
        if (node is Blank blank)
            xml.WriteAttributeString("rdf", "nodeID", Namespaces.RdfIri, string.Create(CultureInfo.InvariantCulture, $"b{blank.Number}"));
        else
            xml.WriteAttributeString("rdf", attribute, Namespaces.RdfIri, ((Iri)node).Value);
    }

    private static void WriteLiteral(XmlWriter xml, Literal literal)
    {
        if (literal.Language is { } language)
            xml.WriteAttributeString("xml", "lang", null, language);
        else if (literal.Datatype is { } datatype)
            xml.WriteAttributeString("rdf", "datatype", Namespaces.RdfIri, Namespaces.Expand(datatype).Value);
        xml.WriteString(literal.Text);
    }
}
