using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace OpenData.Core.Packages;

/// <summary>The spellings of file formats, from the embedded <c>formats.json</c>: name, media type, other names (contract A.1, 2.3.1).</summary>
public static class FormatRegister
{
    private static readonly FrozenDictionary<string, string> Names;
    private static readonly FrozenDictionary<string, string> MediaTypes;

    static FormatRegister()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Packages/formats.json")!;
        var rows = JsonSerializer.Deserialize<List<string[]>>(stream)!;
        Names = rows.SelectMany(row => row.Where(spelling => spelling.Length > 0).Select(spelling => (Spelling: spelling.ToLowerInvariant(), Name: row[0])))
            .DistinctBy(pair => pair.Spelling).ToFrozenDictionary(pair => pair.Spelling, pair => pair.Name, StringComparer.Ordinal);
        MediaTypes = rows.Where(row => row[1].Length > 0).ToFrozenDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
    }

    /// <summary>The canonical name, for any spelling in any case; what is not known stays exactly as typed, blanks included.</summary>
    public static string Normalize(string format) => Names.GetValueOrDefault(format.ToLowerInvariant(), format);

    /// <summary>The media type of a canonical name, or null.</summary>
    public static string? MediaTypeOf(string format) => MediaTypes.GetValueOrDefault(format);
}
