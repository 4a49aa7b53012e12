using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Jobs;
using OpenData.Core.Packages;

namespace Catalog.Api.Loading;

/// <summary>Asks for a load by itself where a resource got another file (contract 3.8), if the site wants that.</summary>
internal sealed class AutomaticLoad(LoadStore loads, IOptions<LoadingOptions> options)
{
    private static readonly HashSet<string> Formats = new(StringComparer.OrdinalIgnoreCase) { "CSV", "TSV", "XLSX", "ODS" };

    /// <param name="resource">As it is now.</param>
    /// <param name="before">The dataset's resources as they were.</param>
    /// <param name="isUploaded">Whether a file came with it.</param>
    /// <param name="caller">Who changed it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task AfterAsync(Resource resource, JsonArray before, bool isUploaded, Caller caller, CancellationToken ct)
    {
        if (options.Value.Automatic && Formats.Contains(resource.Format) && (isUploaded || IsOtherLink(resource, before)) && await loads.RefusalAsync(resource.Id, ct) is null)
            await loads.QueueAsync(resource.Id, caller.UserId, ignoreHash: false, ct);
    }

    /// <summary>The same for a dataset that was written as a whole: files come with single resources only, links with both.</summary>
    /// <param name="package">As it is now.</param>
    /// <param name="before">Its resources as they were.</param>
    /// <param name="caller">Who changed it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task AfterAsync(Package package, JsonArray before, Caller caller, CancellationToken ct)
    {
        foreach (var resource in options.Value.Automatic ? package.Resources : [])
            await AfterAsync(resource, before, isUploaded: false, caller, ct);
    }

    private static bool IsOtherLink(Resource resource, JsonArray before) => string.IsNullOrEmpty(resource.UrlType)
        && (string?)before.FirstOrDefault(each => (string?)each!["id"] == resource.Id.ToString())?["url"] != resource.Url;
}
