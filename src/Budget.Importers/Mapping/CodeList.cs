namespace Budget.Importers.Mapping;

/// <summary>A named tree of codes with labels, read from a small CSV file beside the mapping.</summary>
public sealed record CodeList(string Name, IReadOnlyList<CodeListEntry> Entries)
{
    /// <summary>Reads UTF-8, comma, quotes; columns <c>code, parent, label_el, label_en, variants</c> (variants joined by <c>|</c>).</summary>
    /// <exception cref="MappingException">A column is missing, a code stands twice or a parent does not exist.</exception>
    public static CodeList Read(string name, Stream csv) => throw new NotImplementedException();
}

/// <param name="Code">Text; leading zeros count.</param>
/// <param name="Parent">Code of the parent, or null at the top.</param>
/// <param name="Variants">Other spellings under which the source writes it.</param>
public sealed record CodeListEntry(string Code, string? Parent, LocalText Label, IReadOnlyList<string> Variants);
