using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

/// <summary>Makes the views that a resource gets unasked (contract 3.5): by its format, or those of tables. A type that it has already is left alone.</summary>
internal sealed class DefaultViews(ViewStore views, PackageAccess access, PackageStore packages)
{
    /// <summary>The <c>id</c> in a document that was sent as a parameter.</summary>
    /// <exception cref="ValidationException">It is no object with an id.</exception>
    public static string IdIn(JsonNode document, string parameter) =>
        document is JsonObject map && map["id"] is JsonValue id && id.GetValueKind() == JsonValueKind.String && id.GetValue<string>() is { Length: > 0 } text
            ? text
            : throw new ValidationException(parameter, "Must be an object with an id");

    /// <param name="resourceId">Of a resource that the caller may edit.</param>
    /// <param name="ofTables">Views of tables instead of those by format.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Those that were made.</returns>
    public async Task<IReadOnlyList<ResourceView>> CreateAsync(string resourceId, bool ofTables, Caller caller, CancellationToken ct)
    {
        var readable = await access.RequireEditResourceAsync(resourceId, caller, ct);
        var resource = (await packages.FindAsync(readable.Package.Id.ToString(), ct))?.Resources.FirstOrDefault(r => r.Id == readable.Id)
            ?? throw new NotFoundException("Resource was not found.");
        var present = (await views.ListAsync(readable.Id, ct)).Select(view => view.ViewType).ToHashSet(StringComparer.Ordinal);
        var due = ViewType.All.Where(type => type.IsDefault && !present.Contains(type.Name)
            && (ofTables ? type.Formats.Count == 0 && resource.DatastoreActive : type.Formats.Contains(resource.Format)));
        return await views.CreateAsync(readable.Id, [.. due.Select(type => new ViewDraft(type.Title, null, type.Name, []))], caller.UserId, ct);
    }
}
