using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

/// <summary>The <c>data</c> of actions that take several documents at once. Errors are positional (contract 1.8).</summary>
internal static class Documents
{
    private const int Most = 1000;

    /// <param name="data">As sent.</param>
    /// <param name="read">Reads one document; null after an error.</param>
    /// <exception cref="ValidationException">No list of objects, too many, or errors in some.</exception>
    public static IReadOnlyList<T> Read<T>(JsonNode data, Func<JsonObject, FieldErrors, T?> read)
        where T : class
    {
        if (data is not JsonArray list || list.Any(item => item is not JsonObject))
            throw new ValidationException("data", "Not a list of objects");
        if (list.Count > Most)
            throw new ValidationException("data", $"At most {Most} at once");
        var (items, entries) = (new List<T?>(), new List<FieldErrors>());
        foreach (var document in list)
        {
            entries.Add(new FieldErrors());
            items.Add(read(document!.AsObject(), entries[^1]));
        }

        return entries.Any(entry => entry.Any)
            ? throw new ValidationException(new Dictionary<string, object> { ["data"] = entries.Select(entry => entry.ToEntry()).ToList() })
            : items.OfType<T>().ToList();
    }
}
