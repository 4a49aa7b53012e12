namespace Budget.Importers.Mapping;

/// <summary>How the bytes of a file are read: what the source declares, against which each file is checked.</summary>
public sealed record ReadOptions
{
    public const string Auto = "auto";

    /// <summary>Id of the importer.</summary>
    public required string Format { get; init; }

    /// <summary>Declared encoding (<c>utf-8</c>, <c>utf-16be</c>, <c>utf-16le</c>, <c>windows-1253</c>, <c>iso-8859-7</c>, <c>windows-1252</c>) or <c>auto</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Declared delimiter, or null for <c>auto</c>.</summary>
    public required char? Delimiter { get; init; }

    /// <summary>Quote character, or null: then a quotation mark is text like any other.</summary>
    public required char? Quote { get; init; }

    /// <summary>Whether each data row ends with one delimiter more than the header has.</summary>
    public required bool TrailingDelimiter { get; init; }

    public required NumberStyle Numbers { get; init; }

    /// <summary>Lines before the header.</summary>
    public required int SkipRows { get; init; }
}
