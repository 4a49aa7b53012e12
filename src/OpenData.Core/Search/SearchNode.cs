namespace OpenData.Core.Search;

/// <summary>A parsed search, free of the syntax it was written in.</summary>
public abstract record SearchNode;

/// <summary>Every dataset.</summary>
public sealed record Everything : SearchNode;

/// <summary>No dataset.</summary>
public sealed record Nothing : SearchNode;

/// <summary>Those that all parts find.</summary>
public sealed record All(IReadOnlyList<SearchNode> Parts) : SearchNode;

/// <summary>Those that at least <paramref name="Needed"/> of the parts find.</summary>
public sealed record Some(IReadOnlyList<SearchNode> Parts, int Needed = 1) : SearchNode;

/// <summary>Those that the part does not find.</summary>
public sealed record Not(SearchNode Part) : SearchNode;

/// <summary>A value in a field.</summary>
/// <param name="Field">Name as written; null = the catch-all text.</param>
/// <param name="Text">The value without quotes and escapes.</param>
/// <param name="IsPhrase">It stood in quotes: words in this order; on exact fields the literal value.</param>
public sealed record Term(string? Field, string Text, bool IsPhrase) : SearchNode;

/// <summary>A word that may be misspelled: <c>roam~</c>.</summary>
public sealed record Fuzzy(string? Field, string Text) : SearchNode;

/// <summary>Words near each other: <c>"a b"~3</c>.</summary>
public sealed record Near(string? Field, string Text, int Slop) : SearchNode;

/// <summary>A value with <c>*</c> or <c>?</c>.</summary>
/// <param name="Field">As in <see cref="Term"/>.</param>
/// <param name="Parts">The text cut at its wildcards: null = any characters, "" = exactly one.</param>
public sealed record Wildcard(string? Field, IReadOnlyList<string?> Parts) : SearchNode;

/// <summary>The field has a value.</summary>
public sealed record HasValue(string Field) : SearchNode;

/// <summary>A range; a null bound is open.</summary>
public sealed record Range(string? Field, string? From, bool FromInclusive, string? To, bool ToInclusive) : SearchNode;
