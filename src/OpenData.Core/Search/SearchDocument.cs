using System.Globalization;
using System.Text;

namespace OpenData.Core.Search;

/// <summary>What a dataset is found by, as the text of a <c>tsvector</c>. Made here and not by PostgreSQL's dictionaries, so that a query goes through the same code.</summary>
/// <remarks>
/// Lexemes: an English stem as it is; <c>~key</c> for each word's Greek key; <c>=stem</c> for the key without inflection.
/// Weights: A title, B name, tags and groups, C notes, D everything else.
/// </remarks>
public sealed class SearchDocument
{
    /// <summary>A tsvector has 1 MB at most; what comes after this many words is not found.</summary>
    private const int MaxWords = 10_000;

    private const int MaxPosition = 16_383;

    private readonly StringBuilder _text = new();
    private int _position;

    public void Add(string? text, char weight)
    {
        foreach (var piece in Words.Pieces(text ?? ""))
        {
            var (parts, joined) = Words.Split(piece);
            foreach (var part in parts)
            {
                if (_position >= MaxWords)
                    return;
                _position++;
                AddWord(part, weight);
            }

            if (joined is not null)
                AddWord(joined, weight);
        }

        _position += 2;   // a phrase does not reach from one field into the next
    }

    /// <summary>For a parameter cast to <c>tsvector</c>.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Every lexeme that one folded word is stored under.</summary>
    public static IEnumerable<string> Lexemes(string folded)
    {
        var key = GreekKey.Of(folded);
        if (!Folding.IsGreek(folded))
        {
            yield return EnglishStem.Of(folded);
            yield return $"~{folded}";
            yield break;
        }

        yield return $"~{key}";
        yield return $"={GreekKey.Stem(key)}";
    }

    private void AddWord(string folded, char weight)
    {
        foreach (var lexeme in Lexemes(folded))
            _text.Append(CultureInfo.InvariantCulture, $"'{lexeme}':{Math.Min(_position, MaxPosition)}{weight} ");
    }
}
