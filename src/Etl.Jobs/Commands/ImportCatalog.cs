using System.Diagnostics;
using System.Globalization;
using Etl.Jobs.Importing;
using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Errors;

namespace Etl.Jobs.Commands;

/// <summary><c>import-catalog FILE...</c>: takes over the dumps of another CKAN (<c>ckanapi dump users|organizations|groups|datasets --all</c>), best in that order.</summary>
internal static class ImportCatalog
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    public static Task<int> RunAsync(string[] files, CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        if (files.Length == 0 || files.Any(file => file.StartsWith('-') && file != "-"))
            throw new CommandException("import-catalog FILE...: give one or more dumps with a JSON object a line (.jsonl, .jsonl.gz, or - for standard input)");
        var import = services.GetRequiredService<CatalogImport>();
        var notes = new ImportNotes();
        var isWhole = true;
        foreach (var file in files)
            isWhole &= await ImportAsync(file, import, notes, token);
        foreach (var line in notes.Report())
            Console.WriteLine(line);
        if (!isWhole)
            Console.WriteLine("Stopped. Run the same command again: what is here already is compared and left as it is.");
        return isWhole && notes.Refused == 0 ? 0 : 1;
    }, ct);

    /// <returns>False when it was told to stop.</returns>
    private static async Task<bool> ImportAsync(string file, CatalogImport import, ImportNotes notes, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        try
        {
            await foreach (var (number, text) in DumpReader.ReadAsync(file, ct))
            {
                await ImportLineAsync($"{file}:{number}", text, import, notes, ct);
                if (watch.Elapsed - told < ProgressEvery)
                    continue;
                told = watch.Elapsed;
                Console.WriteLine($"{file}: {notes.Progress(watch.Elapsed)}");
            }

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

    private static async Task ImportLineAsync(string place, string? text, CatalogImport import, ImportNotes notes, CancellationToken ct)
    {
        var kind = "lines";
        try
        {
            if (text is null)
                throw new ValidationException("line", $"longer than {DumpReader.MaxLine} characters");
            var line = DumpLine.Read(text);
            kind = $"{line.Kind.ToString().ToLowerInvariant()}s";
            var outcome = await import.ImportAsync(line, notes, ct);
            notes.Add(kind, outcome.ToString().ToLowerInvariant());
        }
        catch (CatalogException e)
        {
            notes.Add(kind, "refused");
            await Console.Error.WriteLineAsync($"{place}: {Why(e)}");
        }
    }

    private static string Why(CatalogException e) => e is ValidationException invalid
        ? System.Text.Json.JsonSerializer.Serialize(invalid.Errors, Readable)
        : e.Message;

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
