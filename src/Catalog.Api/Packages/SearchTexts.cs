using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Errors;
using OpenData.Core.Search;

namespace Catalog.Api.Packages;

/// <summary>The texts of a search and which parser reads them (contract 4.1, 4.4).</summary>
internal static class SearchTexts
{
    /// <summary>The texts of a parameter that may be one or a list.</summary>
    public static IEnumerable<string> Of(JsonNode? value, string name) => value switch
    {
        null => [],
        JsonArray list => list.Select(item => RefuseLocalParameters(Text(item), name)),
        _ => [RefuseLocalParameters(Text(value), name)],
    };

    /// <summary><c>q</c>: all of its texts together.</summary>
    /// <exception cref="SearchException">Not readable, or an unknown parser.</exception>
    public static SearchNode Query(JsonNode? q, string parser, string minimumMatch)
    {
        if (parser is not ("dismax" or "edismax" or "lucene"))
            throw SearchErrors.OfEngine($"unknown query parser {PythonText.Of(parser)}");
        // CKAN reads a list in JSON as its text; a repeated q of a query string is what people mean by "and" (contract 9, row 11).
        var nodes = Of(q, "q").Select(text => text.Trim() is "" or "\"\"" or "''"
            ? new Everything()
            : parser == "lucene" || (parser == "dismax" && text.Contains(':', StringComparison.Ordinal))
                ? LuceneParser.Parse(text)
                : DismaxParser.Parse(text, minimumMatch)).ToList();
        return nodes.Count switch { 0 => new Everything(), 1 => nodes[0], _ => new All(nodes) };
    }

    /// <summary><c>q</c> as a person typed it, for suggestions.</summary>
    public static string Plain(JsonNode? q) => string.Join(' ', Of(q, "q"));

    /// <summary>Solr's switch to another parser opens more than a search; nobody needs it. Of <c>fq</c> CKAN says so in its engine's words (contract 4.4).</summary>
    /// <exception cref="SearchException">The text begins with it.</exception>
    public static string RefuseLocalParameters(string text, string name)
    {
        if (!text.TrimStart().StartsWith("{!", StringComparison.Ordinal))
            return text;
        throw name == "fq" ? SearchErrors.OfEngine("local parameters are not supported") : new SearchException($"\"Local parameters are not supported in param '{name}'.\"");
    }

    /// <summary>Weights of the search vector for the fields of <c>qf</c>; empty = all.</summary>
    public static string Weights(string? fields)
    {
        var weights = (fields ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('^')[0] switch
        {
            "title" => 'A',
            "name" or "tags" or "groups" => 'B',
            "notes" => 'C',
            _ => '*',
        }).Distinct().Order().ToArray();
        return weights.Contains('*') ? "" : new string(weights);
    }

    private static string Text(JsonNode? value) => value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : PythonText.Of(value);
}
