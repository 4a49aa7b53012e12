using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages.Input;

/// <summary>Reads <c>tags</c> and <c>tag_string</c> of a dataset (contract 2.4). The errors of tags are flattened to one list of texts (contract 1.8).</summary>
internal static partial class TagInput
{
    private const int Shortest = 2;
    private const int Longest = 100;

    /// <param name="tags">As sent; null when the key was not.</param>
    /// <param name="tagString">Names with commas, or null.</param>
    /// <param name="vocabularies">Id by id and by name, of those named in the tags.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <returns>By name, each once.</returns>
    public static IReadOnlyList<TagContent> Read(
        IReadOnlyList<JsonObject>? tags, string? tagString, IReadOnlyDictionary<string, Guid> vocabularies, FieldErrors errors)
    {
        var problems = new List<string>();
        var positional = new List<Dictionary<string, object>>();
        var read = new HashSet<TagContent>();
        foreach (var tag in tags ?? [])
        {
            var name = InputText.Of(tag, "name") ?? "";
            var vocabulary = InputText.Of(tag, "vocabulary_id");
            positional.Add([]);
            if (name.Length == 0)
                problems.Add("Missing value");
            else if (Problems(name) is { Count: > 0 } wrong)
                problems.Add(string.Join(", ", wrong));
            if (string.IsNullOrEmpty(vocabulary))
                read.Add(new TagContent(name, null));
            else if (vocabularies.TryGetValue(vocabulary, out var id))
                read.Add(new TagContent(name, id));
            else
                positional[^1]["vocabulary_id"] = new[] { "Tag vocabulary was not found." };
        }

        foreach (var name in (tagString ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            problems.AddRange(Problems(name));
            read.Add(new TagContent(name, null));
        }

        if (problems.Count > 0)
            errors.Set("tags", problems);
        else if (positional.Any(entry => entry.Count > 0))
            errors.Set("tags", positional);
        return [.. read.OrderBy(tag => tag.Name, StringComparer.Ordinal).ThenBy(tag => tag.VocabularyId)];
    }

    /// <summary>Every rule that a tag's name breaks (contract 1.9).</summary>
    public static IReadOnlyList<string> Problems(string name)
    {
        var problems = new List<string>();
        var length = Slug.Length(name);
        if (length < Shortest)
            problems.Add($"Tag \"{name}\" length is less than minimum {Shortest}");
        if (length > Longest)
            problems.Add($"Tag \"{name}\" length is more than maximum {Longest}");
        if (!Allowed().IsMatch(name))
            problems.Add($"Tag \"{name}\" can only contain alphanumeric characters, spaces (\" \"), hyphens (\"-\"), underscores (\"_\") or dots (\".\")");
        return problems;
    }

    [GeneratedRegex(@"^[\w \-.]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
