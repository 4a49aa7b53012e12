using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace OpenData.Core.Texts;

/// <summary>Every text that a person reads, by key and language, from the embedded <c>Texts/&lt;feature&gt;.&lt;language&gt;.json</c>: flat objects of key and text.</summary>
public static class TextCatalog
{
    /// <summary>The languages, the default first.</summary>
    public static readonly IReadOnlyList<string> Languages = ["el", "en"];

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> All = Load();

    /// <summary>Keys of a language.</summary>
    public static IEnumerable<string> Keys(string language) => All[language].Keys;

    /// <summary>Whether there is a text of that key.</summary>
    public static bool Has(string language, string key) => All[language].ContainsKey(key);

    /// <summary>The text as written in the file.</summary>
    /// <exception cref="KeyNotFoundException">No such key: a test holds both languages to the same keys.</exception>
    public static string Get(string language, string key) =>
        All[language].TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"text {key} is missing in {language}");

    /// <summary>The text with its <c>{name}</c> places filled; a place without a value stays visible.</summary>
    public static string Format(string language, string key, IReadOnlyDictionary<string, string> values)
    {
        var text = Get(language, key);
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return text;
    }

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var all = Languages.ToDictionary(language => language, _ => new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Texts/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var language = name[..^".json".Length].Split('.')[^1];
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
                all[language].Add(key, text);
        }

        return all.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
