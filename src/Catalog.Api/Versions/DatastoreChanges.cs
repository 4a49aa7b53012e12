using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Datastore;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

[CkanAction("datastore_changes", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return what changed in the rows of a resource since a version that the caller has: one change for each row that differs. Done in their order, the changes make the rows of the version that "
        + "the answer names, and that number is the next call's since_version. Follow next until it is null.")]
internal sealed class DatastoreChanges(DatastoreSources sources, VersionStore versions, DifferenceReader reader, IHttpContextAccessor http, OpenData.Core.Packages.ISiteAddress site)
    : CkanAction<DatastoreChanges.Parameters, object>
{
    private const int MostRows = 32_000;

    private static readonly string[] Formats = ["json", "csv", "ndjson"];

    public sealed record Parameters
    {
        [Parameter("The id of the resource, or an alias of its table.", Alias = "id")]
        public required string ResourceId { get; init; }

        [Parameter("The version whose rows the caller has; 0: none.", Min = 0)]
        public required int SinceVersion { get; init; }

        [Parameter("The version to lead to; default: the current one.", Min = 0)]
        public int? Version { get; init; }

        [Parameter("Where the page before ended, as its answer says: the page after it, of the same two versions.")]
        public string? Cursor { get; init; }

        [Parameter("Most changes to return; larger numbers are cut to 32000.", Min = 1)]
        public int Limit { get; init; } = 1_000;

        [Parameter("json, or csv or ndjson (one JSON object a line) without an envelope: the version is in the header X-Dataset-Version, the next page in Link.")]
        public string Format { get; init; } = "json";
    }

    /// <summary>Between versions that are far apart any row may differ.</summary>
    public override bool IsHeavy(JsonObject raw) => true;

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => sources.RequireReadAsync(p.ResourceId, caller, ct);

    protected override async Task<object> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (!Formats.Contains(p.Format, StringComparer.Ordinal))
            throw new ValidationException("format", $"Value must be one of {PythonText.Of(Formats)}");
        var resource = await sources.FindAsync(p.ResourceId, caller, ct);
        var (kept, after) = p.Cursor is null ? (null, ChangeCursor.Start) : ReadCursor(p.Cursor);
        var to = kept ?? p.Version ?? resource.Package.CurrentVersion;
        var page = new ChangePage
        {
            Reader = reader,
            Request = http.HttpContext!.Request,
            Site = site.Url,
            ResourceId = resource.Id,
            Since = p.SinceVersion,
            Version = to,
            IsCurrent = to == resource.Package.CurrentVersion,
            From = await FindAsync(resource, p.SinceVersion, "since_version", ct),
            To = await FindAsync(resource, to, "version", ct),
            After = after,
            Limit = Math.Min(p.Limit, MostRows),
        };
        return p.Format switch
        {
            "csv" => new ChangeCsv(page),
            "ndjson" => new ChangeLines(page),
            _ => new ChangeJson(page),
        };
    }

    /// <summary>Null where the resource had no table.</summary>
    /// <exception cref="ValidationException">No such version.</exception>
    /// <exception cref="GoneException">It was taken away; the text says what to do.</exception>
    private async Task<VersionBound?> FindAsync(ReadableResource resource, int version, string parameter, CancellationToken ct)
    {
        if (version == 0)
            return null;
        if (!await versions.IsThereAsync(resource.Package.Id, version, ct, parameter == "version" ? "Ask again without version and cursor" : "Start anew: drop the rows and ask with since_version=0"))
            throw new ValidationException(parameter, string.Create(CultureInfo.InvariantCulture, $"There is no version {version}"));
        return (await versions.FindBoundsAsync(resource.Package.Id, new VersionRequest(version, null), ct)).FirstOrDefault(bound => bound.ResourceId == resource.Id);
    }

    private static (int? Version, ChangeCursor After) ReadCursor(string text) =>
        text.Split('.') is [var version, var place] && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && ChangeCursor.Parse(place) is { } after
            ? (number, after)
            : throw new ValidationException("cursor", "Not a cursor of datastore_changes");
}
