using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages.Input;

/// <summary>Reads one resource of a dataset (contract 2.3). An update replaces only partly: what is kept and what is cleared when a key is missing stands here.</summary>
/// <param name="isNewPackage">In package_create no media type is guessed; everywhere else it is, where the key is missing.</param>
/// <param name="now">For <c>created</c>.</param>
internal sealed class ResourceInput(bool isNewPackage, DateTimeOffset now)
{
    /// <summary>Whether the resource's own time of change is taken over, as from another catalog's dump.</summary>
    public bool KeepsTimes { get; init; }

    /// <summary>Keys that are fields or that only we write; every other key is the publisher's own and is kept with its JSON type.</summary>
    private static readonly HashSet<string> NoExtras = new(StringComparer.Ordinal)
    {
        "id", "package_id", "url", "name", "description", "format", "hash", "size", "mimetype", "mimetype_inner", "resource_type", "url_type", "cache_url",
        "cache_last_updated", "created", "last_modified", "metadata_modified", "position", "state", "datastore_active", "title_translated", "description_translated",
        "extras", "__extras", "revision_timestamp", "tracking_summary", "upload", "clear_upload",
    };

    /// <param name="map">As sent.</param>
    /// <param name="stored">The resource of that id in this dataset, or null.</param>
    /// <param name="errors">Receives what is wrong, by field.</param>
    /// <param name="upload">The file that came with it, or null: it decides name, size and type where the client did not (contract 1.4).</param>
    public ResourceContent Read(JsonObject map, ResourceContent? stored, FieldErrors errors, ResourceUpload? upload = null)
    {
        var clears = upload is null && InputFlag.IsTrue(map["clear_upload"]) && (InputText.Of(map, "url_type") ?? stored?.UrlType) is "upload";
        if (stored?.TableNo is not null && (upload is not null || clears))
            errors.Add(clears ? "clear_upload" : "upload", "The data of this resource comes from a source and cannot be replaced by hand");
        var urlType = upload is not null ? "upload" : clears ? "" : Kept(map, "url_type", stored?.UrlType);
        var url = upload?.Name ?? (clears ? ReadLink(map, stored) : ReadUrl(map, urlType, stored));
        CheckActive(map["datastore_active"], errors);
        var format = map.ContainsKey("format") ? InputText.Of(map, "format") ?? "" : stored?.Format ?? "";
        if ((stored is null || upload is not null) && format.Length == 0)
            format = MediaTypes.OfUrl(url) ?? "";
        return new ResourceContent
        {
            Id = ReadId(map, stored, errors),
            Name = Kept(map, "name", stored?.Name),
            TitleTranslated = Translations(map, "title_translated", stored?.TitleTranslated),
            Description = InputText.Of(map, "description"),
            DescriptionTranslated = Translations(map, "description_translated", stored?.DescriptionTranslated),
            Format = FormatRegister.Normalize(format),
            Url = url,
            UrlType = urlType,
            Mimetype = upload is not null && !IsGiven(map, "mimetype") ? upload.MediaType
                : map.ContainsKey("mimetype") || isNewPackage ? InputText.Of(map, "mimetype") : MediaTypes.OfUrl(url),
            MimetypeInner = InputText.Of(map, "mimetype_inner"),
            Size = upload is not null && !IsGiven(map, "size") ? upload.File.Bytes : map.ContainsKey("size") ? ReadSize(map["size"], errors) : stored?.Size,
            Hash = Kept(map, "hash", stored?.Hash) ?? "",
            ResourceType = InputText.Of(map, "resource_type"),
            CacheUrl = Kept(map, "cache_url", stored?.CacheUrl),
            CacheLastUpdated = ReadTime(map, "cache_last_updated", stored?.CacheLastUpdated, errors),
            LastModified = upload is not null ? now : ReadTime(map, "last_modified", stored?.LastModified, errors),
            Created = ReadTime(map, "created", stored?.Created, errors) ?? stored?.Created ?? now,
            Extras = ReadExtras(map),
            TableNo = stored?.TableNo,
            FileSha256 = upload is not null ? upload.File.Sha256 : urlType == "upload" ? stored?.FileSha256 : null,
            MetadataModified = (KeepsTimes ? ReadTime(map, "metadata_modified", stored?.MetadataModified, errors) : stored?.MetadataModified) ?? now,
        };
    }

    private static Guid ReadId(JsonObject map, ResourceContent? stored, FieldErrors errors)
    {
        if (stored is not null)
            return stored.Id;
        if (InputText.Of(map, "id") is not { Length: > 0 } text)
            return Guid.NewGuid();
        if (Guid.TryParseExact(text, "D", out var id))
            return id;
        errors.Add("id", "Invalid id provided");
        return Guid.NewGuid();
    }

    /// <summary>Of an upload only the last part counts: clients send the whole download address back (contract 2.3).</summary>
    private static string ReadUrl(JsonObject map, string? urlType, ResourceContent? stored)
    {
        var url = InputText.Of(map, "url")?.Trim() ?? "";
        if (urlType != "upload")   // a link is shown with a scheme: sent back so, it is still the same
            return stored is not null && stored.UrlType == urlType && url == ResourceUrl.Show(stored.Url, urlType, default, stored.Id, "") ? stored.Url : url;
        var name = Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..]);
        return name == stored?.Url ? name : MungedName.Of(name);
    }

    /// <summary>What the address becomes when the file is taken away: a link that came instead, never the address of the file (contract 9 has CKAN's loop).</summary>
    private static string ReadLink(JsonObject map, ResourceContent? stored)
    {
        var url = InputText.Of(map, "url")?.Trim() ?? "";
        return url == stored?.Url || (stored is not null && url.Contains($"/resource/{stored.Id}/download", StringComparison.Ordinal)) ? "" : url;
    }

    private static bool IsGiven(JsonObject map, string key) => InputText.Of(map, key) is { Length: > 0 };

    /// <summary>Whether there is a table is for us to say; what a client sends back is only checked.</summary>
    private static void CheckActive(JsonNode? value, FieldErrors errors)
    {
        var isFlag = value?.GetValueKind() is null or JsonValueKind.True or JsonValueKind.False
            || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().ToLowerInvariant() is "" or "true" or "false");
        if (!isFlag)
            errors.Add("datastore_active", "Must be a boolean");
    }

    private static long? ReadSize(JsonNode? value, FieldErrors errors)
    {
        var text = value?.GetValueKind() switch
        {
            null => "",
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            JsonValueKind.String => value.GetValue<string>().Trim(),
            _ => value.ToJsonString(),
        };
        if (text.Length == 0)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size))
            return size;
        errors.Add("size", "Invalid integer");
        return null;
    }

    private static DateTimeOffset? ReadTime(JsonObject map, string key, DateTimeOffset? stored, FieldErrors errors)
    {
        if (!map.ContainsKey(key))
            return stored;
        if (InputText.Of(map, key)?.Trim() is not { Length: > 0 } text)
            return null;
        if (InputTime.TryRead(text, out var time))
            return time;
        errors.Add(key, "Date format incorrect");
        return null;
    }

    /// <summary>What a missing key leaves as it is.</summary>
    private static string? Kept(JsonObject map, string key, string? stored) => map.ContainsKey(key) ? InputText.Of(map, key) : stored;

    private static JsonObject ReadExtras(JsonObject map)
    {
        var extras = new JsonObject();
        foreach (var (key, value) in map.Where(pair => !NoExtras.Contains(pair.Key)))
            extras[key] = value?.DeepClone();
        foreach (var key in new[] { "title_translated", "description_translated" })
        {
            // Under these names we keep texts by language; anything else is the publisher's own.
            if (map.TryGetPropertyValue(key, out var value) && TranslationInput.Read(value) is null)
                extras[key] = value?.DeepClone();
        }

        return extras;
    }

    private static IReadOnlyDictionary<string, string> Translations(JsonObject map, string key, IReadOnlyDictionary<string, string>? stored) =>
        (map.TryGetPropertyValue(key, out var value) ? TranslationInput.Read(value) : stored) ?? new SortedDictionary<string, string>(StringComparer.Ordinal);
}
