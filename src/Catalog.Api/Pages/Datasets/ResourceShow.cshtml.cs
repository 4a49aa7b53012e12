using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>A resource as a table of one version, filtered, sorted and paged by addresses alone.</summary>
internal sealed class ResourceShow(DatasetParts parts, RowReader reader, ColumnChoices choices, LoadStore loads) : DatasetPage(parts)
{
    private const int LongText = 26;

    private readonly HashSet<string> _long = [];
    private readonly VersionStore _versions = parts.Versions;

    public Resource Resource { get; private set; } = null!;

    /// <summary>What is shown; null for a resource without a table.</summary>
    public TableView? View { get; private set; }

    public IReadOnlyList<string?[]> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = Paging.None;

    /// <summary>Values to choose from, by column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Choices { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The last time that the file was made a table, for who may edit it: what was wrong tells what stands in the file (contract 3.8).</summary>
    public Load? LastLoad { get; private set; }

    /// <summary>What is wrong with the choice, as the store says it; null when nothing is.</summary>
    public string? Problem { get; private set; }

    public VersionBound At => View!.At;

    public string ResourcePath => $"{DatasetPath}/resource/{Resource.Id}";

    /// <summary>Every link to another part of the same table names the version, so that pages of two versions never mix.</summary>
    public string VersionText => At.Version.ToString(CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(string name, string id, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        Resource = Package.Resources.FirstOrDefault(resource => resource.Id.ToString() == id) ?? throw new NotFoundException();
        LastLoad = MayEdit ? await loads.FindLastAsync(Resource.Id, ct) : null;
        var at = await _versions.FindBoundAsync(Resource.Id, VersionRequest.Parse(Asked("version"), Asked("as_of")), ct);
        if (at is null)
            return Page();
        View = TableView.Of(Request.Query, at, Asked("page", 1));
        Choices = await choices.OfAsync(at, ct);
        await ReadAsync(ct);
        return Page();
    }

    /// <summary>The request that gives these rows.</summary>
    public string ApiUrl => $"{Site}/api/3/action/datastore_search{View!.ToQueryString(paged: true)}";

    /// <summary>All rows that match, as a file.</summary>
    public string DumpPath(string format) => $"/datastore/dump/{Resource.Id}{View!.ToQueryString(paged: false)}&format={format}";

    /// <summary>The whole table of this version: the file whose hash is recorded.</summary>
    public string CsvPath => FilePath("csv");

    /// <summary>The whole table at this version in one of the forms that the exports have.</summary>
    public string FilePath(string extension) => $"{DatasetPath}/v/{VersionText}/{Uri.EscapeDataString(At.ResourceName)}.{extension}";

    /// <summary>This page sorted by that column, or the other way round where it is already.</summary>
    public string SortedBy(string column) =>
        With(("sort", View!.SortOf(column) == 1 ? $"{column} desc" : column), ("page", null), ("version", VersionText));

    /// <summary>A value as people of that language write it. Codes and years stay as they are.</summary>
    public static string Cell(Field field, string? value, PageTexts texts)
    {
        if (value is null)
            return "";
        if (field.ColumnType is { } type && (type.StartsWith("date:", StringComparison.Ordinal) || type.EndsWith(":code", StringComparison.Ordinal)))
            return value;
        return field.Type switch
        {
            "numeric" when decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => texts.Number(number),
            "int2" or "int4" or "int8" => texts.Number(long.Parse(value, CultureInfo.InvariantCulture)),
            "date" when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => texts.Day(day),
            "bool" => texts.Of("resource.bool", value is "t" or "true" ? "true" : "false"),
            _ => value,
        };
    }

    /// <summary>Numbers stand to the right, long texts may break into lines.</summary>
    public string? CellClass(Field field) => field.Type is "numeric" or "int2" or "int4" or "int8" or "float4" or "float8" ? "num" : _long.Contains(field.Id) ? "long" : null;

    private async Task ReadAsync(CancellationToken ct)
    {
        try
        {
            var query = View!.ToQuery();
            var rows = new List<string?[]>();
            await foreach (var row in reader.ReadAsync(query, limited: true, ct))
                rows.Add([.. row]);
            Rows = rows;
            _long.UnionWith(At.Fields.Index().Where(column => rows.Exists(row => row[column.Index + 1]?.Length > LongText)).Select(column => column.Item.Id));
            Paging = new Paging(View.Page, TableView.PageSize, await reader.CountAsync(query, ct));
        }
        catch (ValidationException e)
        {
            Problem = ErrorPage.Sentence(e);
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
