using System.Runtime.CompilerServices;
using Budget.Importers;
using Etl.Jobs.Running;
using OpenData.Core.Files;

namespace Etl.Jobs.Steps;

/// <summary>Opens the original file of a resource and reads its budget lines with the importer that the mapping names.</summary>
internal sealed class FileLines(BlobStore blobs)
{
    public async IAsyncEnumerable<BudgetLine> ReadAsync(
        RunContext context, RunResource resource, FindingLog findings, [EnumeratorCancellation] CancellationToken ct)
    {
        var file = context.File(resource);
        var importer = ImporterRegistry.Find(resource.Mapping.Read.Format) ?? throw new InvalidOperationException($"no importer {resource.Mapping.Read.Format}");
        var about = new FileContext { FileName = file.Address ?? file.Name, Dataset = context.Mapping, Period = context.Run.Period };
        await using var content = blobs.OpenRead(file.Sha256);
        await foreach (var line in importer.ReadAsync(content, resource.Mapping, about, findings, ct))
            yield return line;
    }
}
