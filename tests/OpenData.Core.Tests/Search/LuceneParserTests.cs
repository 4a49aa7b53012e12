using OpenData.Core.Errors;
using OpenData.Core.Search;
using Xunit;

namespace OpenData.Core.Tests.Search;

/// <summary>The query language and its precedence: NOT, AND, OR, juxtaposition (contract 4.4.2). Parsed queries are compared in a notation with all brackets.</summary>
public sealed class LuceneParserTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a b", "(a & b)")]
    [InlineData("a OR b c", "((a | b) & c)")]
    [InlineData("a AND b OR c", "((a & b) | c)")]
    [InlineData("a b OR c", "(a & (b | c))")]
    [InlineData("a OR b AND c", "(a | (b & c))")]
    [InlineData("NOT a OR b", "(!a | b)")]
    [InlineData("-a -b", "(!a & !b)")]
    [InlineData("a AND -b", "(a & !b)")]
    [InlineData("x AND (-a)", "(x & !a)")]
    [InlineData("+a +b", "(a & b)")]
    [InlineData("!a && b || c", "((!a & b) | c)")]
    [InlineData("a and b", "(a & and & b)")]
    [InlineData("ORANGE ANDES NOTHING", "(ORANGE & ANDES & NOTHING)")]
    [InlineData("f:a", "f=a")]
    [InlineData("f:two words", "(f=two & words)")]
    [InlineData("f:(a OR b)", "(f=a | f=b)")]
    [InlineData("f:(a g:b)", "(f=a & g=b)")]
    [InlineData("tags:\"open data\"", "tags='open data'")]
    [InlineData("tags: \"x\"", "tags='x'")]
    [InlineData("f:\"a \\\" b\"", "f='a \" b'")]
    [InlineData("f:a\\:b\\ c", "f=a:b c")]
    [InlineData("*:*", "*")]
    [InlineData("*:* -tags:x", "(* & !tags=x)")]
    [InlineData("f:*", "f?")]
    [InlineData("-f:*", "!f?")]
    [InlineData("f:wat*", "f~wat%")]
    [InlineData("f:*a?c", "f~%a_c")]
    [InlineData("f:a^2 b~ \"c d\"~3", "(f=a & b≈ & 'c d'3)")]
    [InlineData("f:[a TO b]", "f[a,b]")]
    [InlineData("f:{a TO *}", "f(a,)")]
    [InlineData("f:[* TO b}", "f[,b)")]
    [InlineData("f:[\"a b\" TO c]", "f[a b,c]")]
    [InlineData("metadata_modified:[2024-01-01T00:00:00Z%20TO%20*]", "metadata_modified[2024-01-01T00:00:00Z,]")]
    [InlineData("organization:a OR organization:b metadata_modified:[2024-01-01T00:00:00.123456Z TO *]", "((organization=a | organization=b) & metadata_modified[2024-01-01T00:00:00.123456Z,])")]
    [InlineData("url:http\\://x/y", "url=http://x/y")]
    [InlineData("http://x", "http=//x")]
    [InlineData("10:30", "10=30")]
    [InlineData("τίτλος:α", "τίτλος=α")]
    [InlineData("", "*")]
    [InlineData("  ", "*")]
    [InlineData("()", "*")]
    public void Queries_are_read_with_our_precedence(string text, string expected) => Assert.Equal(expected, Show(LuceneParser.Parse(text)));

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("f:")]
    [InlineData("f:)")]
    [InlineData("f:!x")]
    [InlineData("\"open")]
    [InlineData("f:[a TO")]
    [InlineData("f:[a b]")]
    [InlineData("f:[")]
    [InlineData("a:b:c")]
    [InlineData("f:/re.ex/")]
    [InlineData("a\\")]
    [InlineData("a OR")]
    [InlineData("AND a")]
    [InlineData("*:x")]
    public void What_is_not_of_the_language_is_a_search_error(string text) => Assert.Throws<SearchException>(() => LuceneParser.Parse(text));

    [Fact]
    public void Hostile_lengths_and_depths_are_refused()
    {
        Assert.Throws<SearchQueryException>(() => LuceneParser.Parse(new string('a', 8_001)));
        Assert.Throws<SearchException>(() => LuceneParser.Parse(new string('(', 4_000) + new string(')', 4_000)));
        Assert.Throws<SearchException>(() => LuceneParser.Parse(string.Join(' ', Enumerable.Repeat("a", 4_000))));
    }

    private static string Show(SearchNode node) => node switch
    {
        Everything => "*",
        Not not => $"!{Show(not.Part)}",
        OpenData.Core.Search.All all => $"({string.Join(" & ", all.Parts.Select(Show))})",
        Some some => $"({string.Join(" | ", some.Parts.Select(Show))})",
        Fuzzy fuzzy => $"{(fuzzy.Field is null ? "" : fuzzy.Field + "=")}{fuzzy.Text}≈",
        Near near => $"{(near.Field is null ? "" : near.Field + "=")}'{near.Text}'{near.Slop}",
        Term term => $"{(term.Field is null ? "" : term.Field + "=")}{(term.IsPhrase ? $"'{term.Text}'" : term.Text)}",
        HasValue has => $"{has.Field}?",
        Wildcard wildcard => $"{wildcard.Field}~{string.Concat(wildcard.Parts.Select(part => part switch { null => "%", "" => "_", _ => part }))}",
        OpenData.Core.Search.Range range => $"{range.Field}{(range.FromInclusive ? '[' : '(')}{range.From},{range.To}{(range.ToInclusive ? ']' : ')')}",
        _ => node.ToString()!,
    };
}
