using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages.Input;

/// <summary>Reads <c>extras</c> of a dataset or an organization: a list of keys with texts (contract 2.9).</summary>
internal static class ExtraInput
{
    /// <summary>Keys that are fields of a dataset already.</summary>
    public static readonly IReadOnlySet<string> PackageFields = new HashSet<string>(StringComparer.Ordinal)
    {
        "id", "name", "title", "author", "author_email", "maintainer", "maintainer_email", "license_id", "notes", "url", "version", "state", "type", "owner_org",
        "private", "metadata_created", "metadata_modified", "creator_user_id", "resources", "tags", "tag_string", "extras", "groups", "organization",
        "relationships_as_subject", "relationships_as_object", "plugin_data",
    };

    /// <param name="extras">As sent.</param>
    /// <param name="reserved">Keys that an extra cannot have.</param>
    /// <param name="mayNameIds">Whether the caller may send an <c>id</c>: sysadmins.</param>
    /// <param name="errors">Receives what is wrong, by position.</param>
    public static SortedDictionary<string, string> Read(IReadOnlyList<JsonObject>? extras, IReadOnlySet<string> reserved, bool mayNameIds, FieldErrors errors)
    {
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var twice = new List<string>();
        var positional = new List<IReadOnlyDictionary<string, object>>();
        foreach (var extra in extras ?? [])
        {
            var problems = Problems(extra, reserved, mayNameIds);
            positional.Add(problems.ToEntry());
            if (problems.Any || IsDropped(extra))
                continue;
            var key = InputText.Of(extra, "key")!;
            if (!seen.Add(key) && !twice.Contains(key))
                twice.Add(key);
            read[key] = InputText.Of(extra, "value")!;
        }

        if (positional.Any(entry => entry.Count > 0))
            errors.Set("extras", positional);
        foreach (var key in twice)
            errors.Add("extras_validation", $"Duplicate key \"{key}\"");
        return read;
    }

    private static FieldErrors Problems(JsonObject extra, IReadOnlySet<string> reserved, bool mayNameIds)
    {
        var problems = new FieldErrors();
        var key = InputText.Of(extra, "key");
        if (string.IsNullOrEmpty(key))
            problems.Add("key", "Missing value");
        else if (reserved.Contains(key))
            problems.Add("key", "There is a schema field with the same name");
        if (!extra.ContainsKey("value"))
            problems.Add("value", "Missing value");
        else if (extra["value"] is JsonObject)   // CKAN breaks on it (contract 9, row 24)
            problems.Add("value", "Must be a text: send an object as its JSON text");
        if (InputText.Of(extra, "id") is { Length: > 0 } id && (!mayNameIds || !Guid.TryParseExact(id, "D", out _)))
            problems.Add("id", mayNameIds ? "Invalid id provided" : "The input field id was not expected.");
        return problems;
    }

    /// <summary>A null value and <c>deleted: true</c> take the extra away.</summary>
    private static bool IsDropped(JsonObject extra) =>
        extra["value"] is null || extra["deleted"]?.GetValueKind() == JsonValueKind.True;
}
