using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Versions;
using OpenData.Core.Exports;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>The descriptor of a version as a Data Package (specs.frictionlessdata.io, version 1): what the files are, which types their columns have, what they hash to.</summary>
internal static class DataPackage
{
    public const string Profile = "tabular-data-package";

    /// <param name="package">As it is now: title and licence are not kept by version.</param>
    /// <param name="version">Which one.</param>
    /// <param name="tables">Its resources with their CSV files.</param>
    /// <param name="path">Where a reader of the descriptor finds a CSV: beside it, or by address.</param>
    /// <param name="site">Address of the site, without a slash at the end.</param>
    public static JsonObject Describe(Package package, DatasetVersion version, IReadOnlyList<(VersionBound At, ExportFile Csv)> tables, Func<VersionBound, string> path, string site)
    {
        var licenses = package.LicenseId is { Length: > 0 } license
            ? new JsonArray(Compact(new JsonObject { ["name"] = license, ["title"] = package.LicenseTitle, ["path"] = package.LicenseUrl }))
            : null;
        return Compact(new JsonObject
        {
            ["profile"] = Profile,
            ["name"] = package.Name,
            ["id"] = VersionResult.Link(site, package.Id.ToString(), version.Version),
            ["title"] = package.Title,
            ["description"] = package.Notes,
            ["homepage"] = VersionResult.Link(site, package.Name, version.Version),
            ["version"] = version.Label,
            ["created"] = version.PublishedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["licenses"] = licenses,
            ["resources"] = new JsonArray([.. tables.Select(table => Resource(table.At, table.Csv, path(table.At)))]),
        });
    }

    /// <summary>A name that the specification takes: lower-case letters, digits, hyphen, dot, underscore; the id where the name has others.</summary>
    public static string NameOf(VersionBound at) =>
        at.ResourceName.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.') ? at.ResourceName : at.ResourceId.ToString();

    private static JsonObject Resource(VersionBound at, ExportFile csv, string path) => Compact(new JsonObject
    {
        ["profile"] = "tabular-data-resource",
        ["name"] = NameOf(at),
        ["title"] = at.ResourceName,
        ["path"] = path,
        ["format"] = "csv",
        ["mediatype"] = "text/csv",
        ["encoding"] = "utf-8",
        ["bytes"] = new FileInfo(csv.Path).Length,
        ["hash"] = $"sha256:{csv.Sha256}",
        ["rows"] = at.RowCount,
        ["dialect"] = new JsonObject { ["delimiter"] = ",", ["lineTerminator"] = "\r\n", ["quoteChar"] = "\"", ["doubleQuote"] = true, ["header"] = true },
        ["schema"] = Compact(new JsonObject
        {
            ["fields"] = new JsonArray([.. at.Fields.Select(FieldOf)]),
            ["missingValues"] = new JsonArray(""),
            ["primaryKey"] = at.Key.Count == 0 ? null : new JsonArray([.. at.Key.Select(name => (JsonNode)name)]),
        }),
    });

    private static JsonObject FieldOf(Field field) => Compact(new JsonObject
    {
        ["name"] = field.Id,
        ["type"] = TypeOf(field.Type),
        ["format"] = field.Type.StartsWith("timestamp", StringComparison.Ordinal) || field.Type == "time" ? "any" : null,
        ["title"] = field.Title?.GetValueOrDefault("en") ?? field.Title?.Values.FirstOrDefault(),
        ["description"] = field.Description?.GetValueOrDefault("en") ?? field.Description?.Values.FirstOrDefault(),
        ["columnType"] = field.ColumnType,
    });

    private static string TypeOf(string type) => type switch
    {
        "int2" or "int4" or "int8" => "integer",
        "numeric" or "float4" or "float8" => "number",
        "bool" => "boolean",
        "date" => "date",
        "time" => "time",
        "timestamp" or "timestamptz" => "datetime",
        "text" or "varchar" => "string",
        _ => "any",
    };

    /// <summary>Without members that have no value.</summary>
    private static JsonObject Compact(JsonObject json)
    {
        foreach (var name in json.Where(member => member.Value is null || (member.Value is JsonValue value && value.TryGetValue(out string? text) && text.Length == 0)).Select(member => member.Key).ToList())
            json.Remove(name);
        return json;
    }
}
