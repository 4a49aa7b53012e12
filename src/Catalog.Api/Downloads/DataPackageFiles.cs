using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Errors;
using OpenData.Core.Exports;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>A version as a Data Package: the descriptor, and one zip of it with all CSV files.</summary>
internal sealed class DataPackageFiles(PackageStore packages, VersionStore versions, ExportStore exports, ISiteAddress site)
{
    /// <exception cref="NotFoundException">No such version, or it has no tables.</exception>
    /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
    public async Task<JsonObject> DescribeAsync(Guid packageId, int version, Func<VersionBound, string> path, CancellationToken ct) =>
        await DescribeAsync(packageId, version, await TablesAsync(packageId, version, ct), path, ct);

    /// <summary>The zip, the first of its tables, and the rows of all of them.</summary>
    /// <exception cref="NotFoundException">No such version, or it has no tables.</exception>
    /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
    public async Task<(ExportFile File, VersionBound First, long Rows)> ZipAsync(Guid packageId, int version, CancellationToken ct)
    {
        var tables = await TablesAsync(packageId, version, ct);
        var descriptor = Encoding.UTF8.GetBytes((await DescribeAsync(packageId, version, tables, FileName, ct)).ToJsonString(ApiJson.Options));
        var key = ExportStore.ShortHash(Encoding.UTF8.GetString(descriptor));
        var file = await exports.MadeAsync(key, "zip", "application/zip", tables[0].Csv.Sha256, target => WriteAsync(target, descriptor, tables, ct), ct);
        return (file, tables[0].At, tables.Sum(table => table.At.RowCount));
    }

    private static string FileName(VersionBound at) => $"data/{DataPackage.NameOf(at)}.csv";

    private async Task<JsonObject> DescribeAsync(Guid packageId, int version, IReadOnlyList<(VersionBound At, ExportFile Csv)> tables, Func<VersionBound, string> path, CancellationToken ct) =>
        DataPackage.Describe(
            await packages.FindAsync(packageId.ToString(), ct) ?? throw new NotFoundException("Dataset not found"),
            await versions.FindAsync(packageId, version, ct) ?? throw new NotFoundException("No such version"), tables, path, site.Url);

    private async Task<IReadOnlyList<(VersionBound At, ExportFile Csv)>> TablesAsync(Guid packageId, int version, CancellationToken ct)
    {
        var tables = new List<(VersionBound, ExportFile)>();
        foreach (var at in await versions.FindBoundsAsync(packageId, new VersionRequest(version, null), ct))
            tables.Add((at, (await exports.GetAsync(at, "csv", ct))!));
        return tables.Count > 0 ? tables : throw new NotFoundException("No such version, or it has no tables");
    }

    private static async Task WriteAsync(string target, byte[] descriptor, IReadOnlyList<(VersionBound At, ExportFile Csv)> tables, CancellationToken ct)
    {
        await using var file = new FileStream(target, FileMode.CreateNew);
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
        using (var json = new MemoryStream(descriptor))
            await AddAsync(zip, "datapackage.json", json, ct);
        foreach (var (at, csv) in tables)
        {
            await using var content = File.OpenRead(csv.Path);
            await AddAsync(zip, FileName(at), content, ct);
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, Stream content, CancellationToken ct)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);   // the same content, the same bytes
        await using var target = await entry.OpenAsync(ct);
        await content.CopyToAsync(target, ct);
    }
}
