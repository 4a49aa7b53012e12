using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;

namespace Etl.Jobs.Importing;

/// <summary>
/// Takes the lines of dumps in their order. Datasets that have nothing to do with each other are written several at once: most of a write is waiting for the
/// database. What a line says of a user, organization or group is there before the next line is looked at.
/// </summary>
internal sealed class ImportRun(CatalogImport import, ImportNotes notes)
{
    private const int MostWaiting = 256;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<(string Place, JsonObject Document)> _waiting = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <param name="place">File and line, for the report.</param>
    /// <param name="text">The line; null where it is too long.</param>
    /// <param name="ct">Gives up; what waits is not written.</param>
    public async Task TakeAsync(string place, string? text, CancellationToken ct)
    {
        var kind = "lines";
        try
        {
            if (text is null)
                throw new ValidationException("line", $"longer than {DumpReader.MaxLine} characters");
            var line = DumpLine.Read(text);
            kind = $"{line.Kind.ToString().ToLowerInvariant()}s";
            if (line.Kind == DumpKind.Dataset)
            {
                await WaitAsync(place, line.Document, ct);
                return;
            }

            await WriteAsync(ct);
            notes.Add(kind, (await import.ImportAsync(line, notes, ct)).ToString().ToLowerInvariant());
        }
        catch (CatalogException e)
        {
            notes.Refuse(kind, place, Why(e));
        }
    }

    /// <summary>Writes the datasets that wait. Call it at the end of a file.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount * 2, 2, 8), CancellationToken = ct };
        await Parallel.ForEachAsync(_waiting, lanes, async (dataset, token) =>
        {
            try
            {
                notes.Add("datasets", (await import.ImportPackageAsync(dataset.Document, token)).ToString().ToLowerInvariant());
            }
            catch (CatalogException e)
            {
                notes.Refuse("datasets", dataset.Place, Why(e));
            }
        });
        _waiting.Clear();
        _names.Clear();
    }

    private async Task WaitAsync(string place, JsonObject document, CancellationToken ct)
    {
        var names = Names(document).ToList();
        if (_waiting.Count == MostWaiting || names.Exists(_names.Contains))
            await WriteAsync(ct);
        await import.PrepareAsync(document, notes, ct);
        _waiting.Add((place, document));
        _names.UnionWith(names);
    }

    /// <summary>What no two datasets may have in common: of two that do, the second must find the first written.</summary>
    private static IEnumerable<string> Names(JsonObject document) =>
        new[] { InputText.Of(document, "id"), InputText.Of(document, "name") }
            .Concat((document["resources"] as JsonArray ?? []).OfType<JsonObject>().Select(resource => InputText.Of(resource, "id"))).OfType<string>().Where(name => name.Length > 0);

    private static string Why(CatalogException e) => e is ValidationException invalid ? JsonSerializer.Serialize(invalid.Errors, Readable) : e.Message;
}
