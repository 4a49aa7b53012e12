using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Etl.Jobs.Exporting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Database;
using OpenData.Core.Packages;

namespace Etl.Jobs.Commands;

/// <summary><c>export-catalog FILE</c>: writes the whole catalog, private datasets too, in lines that <c>import-catalog</c> and <c>ckanapi load</c> read.</summary>
internal static class ExportCatalog
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    public static Task<int> RunAsync(string[] args, CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var (file, site) = args switch
        {
            [var path] when IsPath(path) => (path, null),
            [var path, "--site", var address] when IsPath(path) => (path, address),
            ["--site", var address, var path] when IsPath(path) => (path, address),
            _ => throw new CommandException("export-catalog FILE [--site ADDRESS]: the file may end in .jsonl or .jsonl.gz, or be - for standard output"),
        };
        site ??= services.GetRequiredService<IConfiguration>()["Site:Url"];
        if (!Uri.TryCreate(site, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CommandException("Where is this catalog? Links to its files begin with the address: give --site https://data.example.org, or set Site__Url.");
        site = site.TrimEnd('/');
        var database = services.GetRequiredService<Database>();
        var export = new CatalogExport(database, new PackageStore(database, new FixedSiteAddress(site), services.GetRequiredService<TimeProvider>()), site);
        var lines = await WriteAsync(export, file, token);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lines} lines written."));
        return 0;
    }, ct);

    /// <summary>Under another name until it is whole: a file of that name is a whole catalog. It holds personal data, so only its owner may read it.</summary>
    private static async Task<long> WriteAsync(CatalogExport export, string path, CancellationToken ct)
    {
        if (path == "-")
            return await WriteAsync(export, Console.OpenStandardOutput(), ct);
        var part = path + ".part";
        long lines;
        await using (var file = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                await using var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                lines = await WriteAsync(export, packed, ct);
            }
            else
            {
                lines = await WriteAsync(export, file, ct);
            }

            await file.FlushAsync(ct);
        }

        File.Move(part, path, overwrite: true);
        return lines;
    }

    private static async Task<long> WriteAsync(CatalogExport export, Stream output, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var (told, lines) = (TimeSpan.Zero, 0L);
        await foreach (var line in export.LinesAsync(ct))
        {
            await output.WriteAsync(line, ct);
            output.WriteByte((byte)'\n');
            lines++;
            if (watch.Elapsed - told < ProgressEvery)
                continue;
            told = watch.Elapsed;
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lines} lines, {lines / told.TotalSeconds:0} a second"));
        }

        return lines;
    }

    private static bool IsPath(string path) => path == "-" || !path.StartsWith('-');
}
