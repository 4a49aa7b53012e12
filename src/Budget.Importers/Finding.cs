namespace Budget.Importers;

/// <summary>
/// What a check found, with its place. It holds no sentence: the text of rule <c>x</c> is <c>finding.x</c> in
/// <c>OpenData.Core/Texts/findings.{el,en}.json</c>, with the places {file} {line} {column} {header} {value} {expected} and those of <see cref="Args"/>.
/// </summary>
public sealed record Finding
{
    /// <summary>Longest <see cref="Value"/> and <see cref="Header"/> kept, in characters; the rest is cut and an ellipsis stands for it.</summary>
    public const int MostCharacters = 200;

    private readonly string? value;
    private readonly string? header;

    /// <summary>Rule id, one of <see cref="Rules.All"/>.</summary>
    public required string Rule { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>Name of the file as the source gave it (<c>Expenses/2016_04_01_22.54.csv</c>); null when the finding is about the whole delivery.</summary>
    public string? File { get; init; }

    /// <summary>Line in the file, from 1, the header included; of a record over several lines the first.</summary>
    public int? Line { get; init; }

    /// <summary>Column in the file, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>Header of that column as written in the file.</summary>
    public string? Header { get => header; init => header = Cut(value); }

    /// <summary>What was read, as written, at most 200 characters, control characters as pictures (<c>␀</c>).</summary>
    public string? Value { get => value; init => this.value = Cut(value); }

    /// <summary>What was expected, free of language: an example (<c>1.234,56</c>), a pattern, a number, a header name.</summary>
    public string? Expected { get; init; }

    /// <summary>Further places of the text, by name. Numbers are invariant (<c>389500000.00</c>).</summary>
    public IReadOnlyDictionary<string, string> Args { get; init; } = Nothing;

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Shortens, never within a pair of surrogates, and shows control characters by their pictures: a database text cannot hold NUL.</summary>
    private static string? Cut(string? text)
    {
        if (text is null || (text.Length <= MostCharacters && !text.AsSpan().ContainsAnyInRange('\0', '\x1F') && !text.AsSpan().ContainsAnyInRange('\x7F', '\x9F')))
            return text;
        var length = text.Length <= MostCharacters ? text.Length : MostCharacters - (char.IsHighSurrogate(text[MostCharacters - 2]) ? 2 : 1);
        var shown = text[..length].Select(c => c < ' ' ? (char)('\u2400' + c) : char.IsControl(c) ? '\uFFFD' : c);
        return string.Concat(shown) + (length < text.Length ? "…" : "");
    }
}
