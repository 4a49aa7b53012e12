using System.Globalization;
using System.Text;

namespace OpenData.Core.Search;

/// <summary>What a dataset is found by, as the text of a <c>tsvector</c>. Made here and not by PostgreSQL's dictionaries, so that a query goes through the same code.</summary>
/// <remarks>
/// Lexemes: an English stem as it is; <c>~key</c> for each word's Greek key; <c>=stem</c> for the key without inflection; <c>field:~key</c> for words that can be
/// looked for in one field alone. Weights: A title, B name, tags and groups, C notes, D everything else.
/// </remarks>
public sealed class SearchDocument
{
    /// <summary>Changes whenever the same dataset would be stored under other lexemes: then all of them are written anew (<see cref="SearchIndex"/>).</summary>
    public const int Format = 2;

    /// <summary>A tsvector has 1 MB at most; what comes after this many words is not found.</summary>
    private const int MaxWords = 10_000;

    private const int MaxPosition = 16_383;

    /// <summary>The same for few but long words: PostgreSQL counts the bytes of all lexemes, of equal ones too, and of their positions.</summary>
    private const int MaxBytes = 1_000_000;

    /// <summary>A lexeme has 2,046 bytes at most: of a longer key the beginning is the name of the field.</summary>
    private const int LongestKey = 1000;

    /// <summary>With what fills up to the next even address.</summary>
    private const int BytesOfPosition = 6;

    private readonly StringBuilder _text = new();
    private int _position;
    private int _bytes;

    /// <param name="text">Any text, or null.</param>
    /// <param name="weight">Which words these are.</param>
    /// <param name="field">A field that they can be looked for in alone (contract 4.3: author, res_name, extras_{key} …), or null.</param>
    /// <param name="isInText">False: only in the field.</param>
    public void Add(string? text, char weight, string? field = null, bool isInText = true)
    {
        foreach (var piece in Words.Pieces(text ?? ""))
        {
            var (parts, joined) = Words.Split(piece);
            foreach (var part in parts)
            {
                if (_position >= MaxWords)
                    return;
                _position++;
                AddWord(part, weight, field, isInText);
            }

            if (joined is not null)
                AddWord(joined, weight, field, isInText);
        }

        _position += 2;   // a phrase does not reach from one field into the next
    }

    /// <summary>Name of the field for the words of an extra, its key cut to what field names are made of (contract 4.3).</summary>
    public static string ExtraField(string key) => "extras_" + string.Concat(key.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').Take(LongestKey));

    /// <summary>For a parameter cast to <c>tsvector</c>.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Every lexeme that one folded word is stored under.</summary>
    public static IEnumerable<string> Lexemes(string folded)
    {
        if (!Folding.IsGreek(folded))
        {
            yield return EnglishStem.Of(folded);
            yield return Whole(folded);
            yield break;
        }

        yield return Whole(folded);
        yield return $"={GreekKey.Stem(GreekKey.Of(folded))}";
    }

    /// <summary>The lexeme of the word as it stands.</summary>
    public static string Whole(string folded) => Folding.IsGreek(folded) ? $"~{GreekKey.Of(folded)}" : $"~{folded}";

    private void AddWord(string folded, char weight, string? field, bool isInText)
    {
        IEnumerable<string> lexemes = isInText ? Lexemes(folded) : [];
        if (field is not null)
            lexemes = lexemes.Append($"{field}:{Whole(folded)}");
        foreach (var lexeme in lexemes)
        {
            _bytes += Encoding.UTF8.GetByteCount(lexeme) + BytesOfPosition;
            if (_bytes > MaxBytes)
                return;
            _text.Append(CultureInfo.InvariantCulture, $"'{lexeme}':{Math.Min(_position, MaxPosition)}{weight} ");
        }
    }
}
