using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace OpenData.Core.Activities;

/// <summary>
/// Datasets as they were: the document of that time, with addresses that download the bytes of that time. Uploads by their hash, published data by its version.
/// </summary>
public sealed class PackageHistory(ActivityStore activities, PackageStore packages, VersionStore versions, ISiteAddress site)
{
    /// <summary>The dataset after an activity of it.</summary>
    /// <exception cref="NotFoundException">No such activity of this dataset.</exception>
    /// <exception cref="NotAuthorizedException">The caller could not read it then.</exception>
    public async Task<JsonObject> AtActivityAsync(ReadablePackage package, string activityId, Caller caller, CancellationToken ct)
    {
        var found = await activities.FindAsync(activityId, caller, ct);
        if (found is not { } state || state.Activity.ObjectId != package.Id || state.Activity.Data?["package"] is not JsonObject)
            throw new NotFoundException();
        return Show(state, package, caller);
    }

    /// <summary>
    /// The dataset at a data version, or at a time. The document is the one that the version was published with, or the last one of that time; where none
    /// was kept, because both are older than the history, it is the one of now. Adds <c>version_number</c> and <c>version_url</c>.
    /// </summary>
    /// <exception cref="NotFoundException">No such version; neither data nor a document of that time.</exception>
    /// <exception cref="GoneException">The version was withdrawn.</exception>
    /// <exception cref="NotAuthorizedException">The caller could not read it then.</exception>
    public async Task<JsonObject> AtVersionAsync(ReadablePackage package, VersionRequest request, Caller caller, CancellationToken ct)
    {
        var number = await versions.ResolveAsync(package.Id, request, ct);
        if (number is null && request.Version is not null)
            throw new NotFoundException($"Version {request.Version} was not found");
        var state = request.AsOf is { } time ? await activities.FindAtAsync(package.Id, time, caller, ct) : null;
        if (number is { } published)
            state ??= await activities.FindPublishAsync(package.Id, published, caller, ct);
        else if (state is null)
            throw new NotFoundException(string.Create(CultureInfo.InvariantCulture, $"Nothing is known of {request.AsOf:yyyy-MM-dd}"));

        var document = state is { } kept ? Show(kept, package, caller) : await NowAsync(package, ct);
        if (number is { } version)
            await PinAsync(document, package, version, ct);
        return document;
    }

    private JsonObject Show((Activity Activity, bool IsVisible) state, ReadablePackage package, Caller caller)
    {
        if (!state.IsVisible)
            throw new NotAuthorizedException($"User {caller.Name} not authorized to read package {package.Id}");
        var document = state.Activity.Data!["package"]!.DeepClone().AsObject();
        foreach (var resource in StoredPackageDocument.Objects(document["resources"]))
        {
            if (!Guid.TryParseExact(StoredPackageDocument.Text(resource, "id"), "D", out var id) || StoredPackageDocument.Text(resource, "url_type") != "upload")
                continue;
            if (state.Activity.Files.TryGetValue(id, out var sha256))
                resource["url"] = $"{site.Url}/dataset/{package.Id}/resource/{id}/file/{sha256}/{FileName(resource)}";
            else if (state.Activity.CurrentVersion is { } version && resource["datastore_active"]?.GetValueKind() == JsonValueKind.True)
                resource["url"] = PinnedUrl(package, version, FileName(resource));
        }

        return document;
    }

    private async Task<JsonObject> NowAsync(ReadablePackage package, CancellationToken ct) =>
        JsonSerializer.SerializeToNode(await packages.FindAsync(package.Id.ToString(), ct) ?? throw new NotFoundException(), CkanJson.Options)!.AsObject();

    /// <summary>Published data: address, hash and size of that version, whatever the document says.</summary>
    private async Task PinAsync(JsonObject document, ReadablePackage package, int version, CancellationToken ct)
    {
        var bounds = (await versions.FindBoundsAsync(package.Id, new VersionRequest(version, null), ct)).ToDictionary(bound => bound.ResourceId.ToString());
        foreach (var resource in StoredPackageDocument.Objects(document["resources"]))
        {
            if (!bounds.TryGetValue(StoredPackageDocument.Text(resource, "id") ?? "", out var bound))
                continue;
            // A table beside a file or link: the address is that of the file.
            if (!bound.IsFed && StoredPackageDocument.Text(resource, "url_type") != "datastore")
                continue;
            resource["url"] = PinnedUrl(package, version, Uri.EscapeDataString($"{bound.ResourceName}.csv"));
            resource["hash"] = bound.Sha256 is null ? "" : $"sha256:{bound.Sha256}";
            resource["size"] = bound.Bytes;
        }

        document["version_number"] = version;
        document["version_url"] = string.Create(CultureInfo.InvariantCulture, $"{site.Url}/dataset/{package.Name}/v/{version}");
    }

    private string PinnedUrl(ReadablePackage package, int version, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{site.Url}/dataset/{package.Id}/v/{version}/{file}");

    private static string FileName(JsonObject resource) => (StoredPackageDocument.Text(resource, "url") ?? "").Split('/')[^1];
}
