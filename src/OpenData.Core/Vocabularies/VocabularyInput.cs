using System.Text.Json.Nodes;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;

namespace OpenData.Core.Vocabularies;

/// <summary>A vocabulary as a client sends it, checked (contract 1.9, 2.8).</summary>
public sealed record VocabularyInput
{
    /// <summary>Null where it was not sent.</summary>
    public string? Name { get; init; }

    /// <summary>Names of tags; null where the list was not sent.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <param name="document">As sent.</param>
    /// <param name="isNew">Whether the name is required.</param>
    /// <exception cref="IntegrityException">The tags are no list of objects.</exception>
    /// <exception cref="ValidationException">A bad or missing name, bad tags.</exception>
    public static VocabularyInput Read(JsonObject document, bool isNew)
    {
        var errors = new FieldErrors();
        var tags = Structure.Objects(document, "tags", document);
        var name = InputText.Of(document, "name");
        if (string.IsNullOrEmpty(name) && (isNew || document.ContainsKey("name")))
            errors.Add("name", "Missing value");
        else if (name is not null)
            CheckName(name, errors);
        // Where the tags belong is said by where they are sent.
        var read = tags is null ? null : TagInput.Read([.. tags.Select(tag => new JsonObject { ["name"] = tag["name"]?.DeepClone() })], null, new Dictionary<string, Guid>(), errors);
        errors.ThrowIfAny();
        return new VocabularyInput { Name = name, Tags = read is null ? null : [.. read.Select(tag => tag.Name)] };
    }

    /// <summary>Every rule that a tag's name breaks (contract 1.9).</summary>
    public static IReadOnlyList<string> TagProblems(string name) => TagInput.Problems(name);

    private static void CheckName(string name, FieldErrors errors)
    {
        if (Slug.Length(name) < 2)
            errors.Add("name", $"Name \"{name}\" length is less than minimum 2");
        if (Slug.Length(name) > 100)
            errors.Add("name", $"Name \"{name}\" length is more than maximum 100");
    }
}
