using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Budget.Importers;
using Etl.Jobs.Running;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Steps;

/// <summary>Writes the budget lines as rows, hashed and with their origin, to a file for each resource. Nothing has been told to the database yet.</summary>
internal sealed class NormalizeStep(FileLines lines, WorkFolder work) : IRunStep
{
    public string Name => "normalize";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        var log = new JsonObject();
        long rows = 0;
        foreach (var resource in context.Resources)
        {
            var (count, hash) = await WriteAsync(context, resource, ct);
            log[resource.Name] = new JsonObject { ["rows"] = count, ["sha256"] = hash };
            rows += count;
        }

        return new StepResult { Rows = rows, Log = log, InputHash = StepHashes.FilesAndMapping(context), OutputHash = StepHashes.Of(log) };
    }

    private async Task<(long Rows, string Sha256)> WriteAsync(RunContext context, RunResource resource, CancellationToken ct)
    {
        var path = work.RowsOf(context.Run.Id, resource.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fields = resource.Mapping.Fields;
        var file = context.File(resource);
        using var hash = SHA256.Create();
        long rows;
        await using (var output = new FileStream(path, FileMode.Create))
        await using (var hashed = new CryptoStream(output, hash, CryptoStreamMode.Write))
        {
            var staged = new StagedRows(hashed, [.. fields.Select(PublishedFields.Of)], resource.Mapping.PrimaryKey);
            var texts = new string?[fields.Count];
            await foreach (var line in lines.ReadAsync(context, resource, new FindingLog(), ct))
            {
                for (var i = 0; i < texts.Length; i++)
                    texts[i] = RowText.Of(fields[i], line.Values[i]);
                await staged.AddAsync(texts, new RowOrigin(file.FileId, 0, line.SourceLine, checked((short)line.SourceColumn)));
                if (staged.Count == 100)
                    FaultPoint.Hit("normalize.inside");
            }

            await staged.DisposeAsync();
            await hashed.FlushFinalBlockAsync(ct);
            rows = staged.Count;
        }

        var expected = context.Logs["check"][resource.Name]!["lines"]!.GetValue<long>();
        return rows == expected
            ? (rows, Convert.ToHexStringLower(hash.Hash!))
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{resource.Name}: {expected} lines checked, {rows} normalized"));
    }
}
