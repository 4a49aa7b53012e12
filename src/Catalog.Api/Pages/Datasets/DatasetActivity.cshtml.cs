using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Activities;

namespace Catalog.Api.Pages.Datasets;

/// <summary>What was done to a dataset, newest first, as far as the reader may know (contract 3.4, 6.1).</summary>
internal sealed class DatasetActivity(DatasetParts parts, ActivityStore activities) : DatasetPage(parts)
{
    private const int PageSize = 30;

    private readonly DatasetParts _parts = parts;

    public IReadOnlyList<Activity> Activities { get; private set; } = [];

    /// <summary>The address of the older ones; null where there are none.</summary>
    public string? Older { get; private set; }

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        var before = DateTimeOffset.TryParse(Asked("before"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
        var found = await activities.ListOfPackageAsync(Package.Id, new ActivityFilter { Limit = PageSize + 1, Before = before }, await _parts.Callers.ResolveAsync(ct), ct);
        Activities = [.. found.Take(PageSize)];
        Older = found.Count > PageSize ? With(("before", Activities[^1].Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture))) : null;
        return Page();
    }

    /// <summary>Login name of who did it; empty where nobody was logged in.</summary>
    public static string Actor(Activity activity) => activity.Data?["actor"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue<string>(out var name) ? name : "";

    /// <summary>The key of the text that says what was done.</summary>
    public static string Kind(Activity activity) => activity.ActivityType.Replace(' ', '-');
}
