using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace Catalog.Api.Versions;

/// <summary>What somebody says to readers in one language or in each.</summary>
internal static class SpokenText
{
    private const int MaxLength = 2_000;

    /// <summary>By language; one text is said in all of them.</summary>
    /// <exception cref="ValidationException">At <paramref name="field"/>: empty, too long, a language that the site does not speak.</exception>
    public static IReadOnlyDictionary<string, string> Read(string field, JsonNode value)
    {
        var given = value as JsonObject;
        if (value.GetValueKind() == JsonValueKind.String)
        {
            var one = value.GetValue<string>().Trim();
            given = AsObject(one);
            if (given is null)
                return Check(field, TextCatalog.Languages.ToDictionary(language => language, _ => one, StringComparer.Ordinal));
        }

        if (given is not { Count: > 0 } texts)
            throw new ValidationException(field, $"Must be a text, or an object of language ({string.Join(", ", TextCatalog.Languages)}) and text");
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (language, text) in texts)
        {
            if (!TextCatalog.Languages.Contains(language) || text?.GetValueKind() != JsonValueKind.String)
                throw new ValidationException(field, $"Must be a text, or an object of language ({string.Join(", ", TextCatalog.Languages)}) and text");
            read[language] = text.GetValue<string>().Trim();
        }

        return Check(field, read);
    }

    /// <summary>An object that a form carries as text.</summary>
    private static JsonObject? AsObject(string text) => text.StartsWith('{') && JsonBody.TryParse(Encoding.UTF8.GetBytes(text), out var node) ? node as JsonObject : null;

    private static Dictionary<string, string> Check(string field, Dictionary<string, string> texts)
    {
        if (texts.Values.Any(text => text.Length == 0))
            throw new ValidationException(field, "Missing value");
        return texts.Values.All(text => text.Length <= MaxLength) ? texts : throw new ValidationException(field, $"Must be a maximum of {MaxLength} characters long");
    }
}
