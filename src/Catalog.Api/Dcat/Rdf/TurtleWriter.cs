using System.Globalization;
using System.Text;

namespace Catalog.Api.Dcat.Rdf;

/// <summary>RDF 1.1 Turtle. What it writes is also N3: only what both have is used.</summary>
internal static class TurtleWriter
{
    public static byte[] Write(RdfGraph graph)
    {
        var text = new StringBuilder();
        foreach (var (prefix, iri) in Namespaces.All)
            text.Append(CultureInfo.InvariantCulture, $"@prefix {prefix}: <{iri}> .\n");
        foreach (var (subject, triples) in graph.Nodes)
        {
            text.Append('\n');
            Append(text, subject);
            var isFirst = true;
            foreach (var predicate in triples.GroupBy(triple => triple.Predicate, triple => triple.Object, StringComparer.Ordinal))
            {
                text.Append(isFirst ? " " : " ;\n    ").Append(predicate.Key == "rdf:type" ? "a" : predicate.Key);
                isFirst = false;
                var separator = " ";
                foreach (var value in predicate)
                {
                    text.Append(separator);
                    Append(text, value);
                    separator = " ,\n        ";
                }
            }

            text.Append(" .\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, RdfTerm term)
    {
        switch (term)
        {
            case Iri iri when Namespaces.Shorten(iri) is { } name:
                text.Append(name);
                break;
            case Iri iri:
                text.Append('<').Append(iri.Value).Append('>');
                break;
            case Blank blank:
                text.Append(CultureInfo.InvariantCulture, $"_:b{blank.Number}");
                break;
            case Literal literal:
                AppendQuoted(text, literal.Text);
                if (literal.Language is { } language)
                    text.Append('@').Append(language);
                else if (literal.Datatype is { } datatype)
                    text.Append("^^").Append(datatype);
                break;
        }
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
