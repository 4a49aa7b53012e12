using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Budget.Importers;
using Budget.Importers.Mapping;
using Etl.Jobs.Running;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Fetching;

/// <summary>
/// Fetches one address for each resource, with the validators of the last run that ended well. What was not modified comes from the blob store, so that a source
/// with one changed file of two gives a whole delivery.
/// </summary>
internal sealed class HttpFetcher(GuardedHttp http, BlobStore blobs, SourceFiles files) : IFetcher
{
    public async Task<StepResult> FetchAsync(RunContext context, CancellationToken ct)
    {
        var source = (HttpSource)context.Source;
        var taken = new List<RunFile>();
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        var fresh = 0;
        foreach (var resource in context.Mapping.Resources)
        {
            var address = source.Urls[resource.Name];
            var before = context.State.Addresses.GetValueOrDefault(address.OriginalString);
            if (before is not null && !blobs.Exists(before.Sha256))
                before = null;
            var answer = await http.GetAsync(address, before?.Validators, ct);
            fresh += answer.Blob is null ? 0 : 1;
            var file = answer.Blob is { } blob
                ? await KeepAsync(blob, answer, address, ct)
                : before!;
            known[address.OriginalString] = file;
            taken.Add(new RunFile
            {
                Resource = resource.Name, Name = file.Name, Sha256 = file.Sha256, Bytes = file.Bytes, FileId = file.FileId, Address = address.OriginalString, Modified = file.LastModified,
            });
            FaultPoint.Hit("fetch.inside");
        }

        var result = new StepResult
        {
            Log = new JsonObject { ["addresses"] = JsonSerializer.SerializeToNode(known, SourceState.Json), ["modified"] = fresh },
            Change = new RunChange { Files = taken },
        };
        return context.Mapping.Etl.Period is { } period ? WithPeriod(result, taken, period) : result;
    }

    private async Task<KnownFile> KeepAsync(StoredBlob blob, FetchedFile answer, Uri address, CancellationToken ct) => new()
    {
        ETag = answer.Validators.ETag,
        LastModified = answer.Validators.LastModified,
        Sha256 = blob.Sha256,
        Bytes = blob.Bytes,
        FileId = await files.AddAsync(blob, answer.Name, address.OriginalString, answer.Validators, answer.MediaType, ct),
        Name = answer.Name,
    };

    /// <summary>All files must tell one day. While the source is being updated they may not: then the run waits for the rest, and nothing is remembered.</summary>
    private static StepResult WithPeriod(StepResult result, IReadOnlyList<RunFile> taken, PeriodMapping mapping)
    {
        var days = taken.Select(file => (File: file, Day: mapping.Of(file.Name))).ToList();
        if (days.Where(item => item.Day is null).Select(item => item.File).ToList() is { Count: > 0 } undated)
        {
            return undated.Aggregate(result with { EndsAs = "rejected" }, (all, file) => all.With(new Finding
            {
                Rule = Rules.PeriodMissing, Severity = Severity.Error, File = file.Address, Value = file.Name, Expected = mapping.Format,
            }));
        }

        var newest = days.Max(item => item.Day);
        var late = days.Where(item => item.Day != newest).Select(item => item.File).ToList();
        result = result with { Change = result.Change with { Period = newest }, EndsAs = late.Count > 0 ? "awaiting_input" : null };
        return late.Aggregate(result, (all, file) => all.With(new Finding
        {
            Rule = JobRules.PeriodDiffers, Severity = Severity.Error, File = file.Address, Value = Text(mapping.Of(file.Name)), Expected = Text(newest),
        }));
    }

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
