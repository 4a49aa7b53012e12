using System.Text.Json.Nodes;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

/// <summary>A view as a client sends it: what is no field of every view is a setting of its type (contract 2.8).</summary>
internal static class ViewInput
{
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal) { "id", "resource_id", "package_id", "title", "description", "view_type", "position" };

    /// <param name="document">As sent.</param>
    /// <param name="viewType">The type where the document names none.</param>
    /// <exception cref="ValidationException">A type that nobody knows: the message is a text, not a list (contract 1.8).</exception>
    public static ViewDraft Read(JsonObject document, string? viewType = null)
    {
        var type = InputText.Of(document, "view_type") is { Length: > 0 } sent ? sent : viewType;
        if (string.IsNullOrEmpty(type))
            throw new ValidationException("view_type", "Missing value");
        if (ViewType.Find(type) is null)
            throw new ValidationException(new Dictionary<string, object> { ["view_type"] = $"No plugin found for view_type {type}" });
        return new ViewDraft(InputText.Of(document, "title"), InputText.Of(document, "description"), type,
            new JsonObject(document.Where(pair => !Fields.Contains(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))));
    }
}
