using System.Diagnostics;
using System.Globalization;
using Dapper;
using Etl.Jobs.Importing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenData.Core.Database;

namespace Etl.Jobs.Commands;

/// <summary><c>import-catalog FILE...</c>: takes over the dumps of another CKAN (<c>ckanapi dump users|organizations|groups|datasets --all</c>), best in that order.</summary>
internal static class ImportCatalog
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    public static Task<int> RunAsync(string[] files, CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        if (files.Length == 0 || files.Any(file => file.StartsWith('-') && file != "-"))
            throw new CommandException("import-catalog FILE...: give one or more dumps with a JSON object a line (.jsonl, .jsonl.gz, or - for standard input)");
        var notes = new ImportNotes();
        var run = new ImportRun(services.GetRequiredService<CatalogImport>(), notes);
        var isWhole = true;
        foreach (var file in files)
            isWhole &= await ImportAsync(file, run, notes, token);
        await CommitForGoodAsync(services.GetRequiredService<Database>(), CancellationToken.None);
        foreach (var line in notes.Report())
            Console.WriteLine(line);
        if (!isWhole)
            Console.WriteLine("Stopped. Run the same command again: what is here already is compared and left as it is.");
        return isWhole && notes.Refused == 0 ? 0 : 1;
    }, ct, WithoutWaitingForTheDisk);

    /// <summary>A crash of the machine loses the last second of an import, and importing again brings it: so no dataset waits until the disk has it.</summary>
    private static void WithoutWaitingForTheDisk(HostApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString("OpenData") is { Length: > 0 } connection)
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:OpenData"] = $"{connection};Options=-c synchronous_commit=off" });
    }

    /// <summary>Returns when everything that was committed before is on the disk.</summary>
    private static async Task CommitForGoodAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("set local synchronous_commit = on; select pg_current_xact_id()", cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <returns>False when it was told to stop.</returns>
    private static async Task<bool> ImportAsync(string file, ImportRun run, ImportNotes notes, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        try
        {
            await foreach (var (number, text) in DumpReader.ReadAsync(file, ct))
            {
                await run.TakeAsync($"{file}:{number}", text, ct);
                if (watch.Elapsed - told < ProgressEvery)
                    continue;
                told = watch.Elapsed;
                Console.WriteLine($"{file}: {notes.Progress(watch.Elapsed)}");
            }

            await run.WriteAsync(ct);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: done in {watch.Elapsed.TotalSeconds:0.0} s"));
            return true;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is System.Text.DecoderFallbackException or InvalidDataException)
        {
            throw new CommandException($"{file}: after {notes.Lines} lines the file cannot be read: it is no UTF-8 text, or its compression is broken");
        }
    }
}
