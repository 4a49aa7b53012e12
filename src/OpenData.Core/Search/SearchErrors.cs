using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>Errors of a query text in the words that CKAN puts before those of its search engine; the rest of the text is ours (contract 4.7).</summary>
public static class SearchErrors
{
    public static SearchException OfEngine(string text) => new($"'SOLR returned an error running query: {text}'");
}
