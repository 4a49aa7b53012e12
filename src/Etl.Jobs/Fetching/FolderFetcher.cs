using System.Globalization;
using System.Text.Json.Nodes;
using Budget.Importers;
using Budget.Importers.Mapping;
using Etl.Jobs.Running;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Fetching;

/// <summary>Takes the oldest due day of a drop folder. The files stay where they are until the run has ended.</summary>
internal sealed class FolderFetcher(Inbox inbox, BlobStore blobs, SourceFiles files, RunLog runs, IOptions<EtlOptions> options, TimeProvider clock) : IFetcher
{
    private readonly EtlOptions _limits = options.Value;

    public async Task<StepResult> FetchAsync(RunContext context, CancellationToken ct)
    {
        var source = (FolderSource)context.Source;
        var manual = context.Run.Trigger is "manual";
        var taken = await runs.TakenPathsAsync(context.Run.SourceId, context.Run.Id, ct);
        var choice = await ChooseAsync(source, context.Mapping, manual ? null : context.State.Reported.ToHashSet(StringComparer.Ordinal), taken, ct);
        if (choice.Due.Count == 0)
            return manual && choice.Waiting is { } waiting ? Incomplete(waiting, context.Mapping) : Nothing(source);

        var result = await TakeAsync(choice.Due[0], inbox.Of(source), context.Mapping, ct);
        var queued = await runs.QueuedAsync(context.Run.SourceId, context.Run.Id, ct);
        return result with { FollowUps = Math.Max(0, choice.Due.Count - 1 - queued) };
    }

    /// <summary>What is due, after waiting for files that are just arriving.</summary>
    public async Task<DeliveryChoice> ChooseAsync(
        FolderSource source, DatasetMapping mapping, IReadOnlySet<string>? reported, IReadOnlySet<string> taken, CancellationToken ct)
    {
        var folder = inbox.Of(source);
        var settle = TimeSpan.FromSeconds(_limits.SettleSeconds);
        var patience = clock.GetUtcNow() + settle + TimeSpan.FromSeconds(1);
        while (true)
        {
            var now = clock.GetUtcNow();
            var choice = DeliveryChoice.Of(FolderScan.Read(folder, mapping, settle, now, taken), source.Wait, now, reported);
            if (choice.Due.Count > 0 || !choice.IsArriving || now >= patience)
                return choice;
            await Task.Delay(TimeSpan.FromMilliseconds(250), clock, ct);
        }
    }

    private async Task<StepResult> TakeAsync(Delivery delivery, string folder, DatasetMapping mapping, CancellationToken ct)
    {
        if (delivery.Problems.Count > 0)
            return delivery.Problems.Aggregate(Refused(delivery), (result, problem) => result.With(problem));
        if (delivery.Missing.Count > 0)
            return Incomplete(delivery, mapping);
        if (delivery.All.Where(file => file.Bytes > _limits.MaxFileBytes).ToList() is { Count: > 0 } large)
            return large.Aggregate(Refused(delivery), (result, file) => result.With(FetchException.TooLarge(file.Path, file.Bytes, _limits.MaxFileBytes).Finding));

        var taken = new List<RunFile>();
        foreach (var resource in mapping.Resources)
        {
            taken.Add(await StoreAsync(resource.Name, delivery.Files[resource.Name], folder, ct));
            FaultPoint.Hit("fetch.inside");
        }

        return new StepResult { Change = new RunChange { Period = delivery.Period, Files = taken } };
    }

    private async Task<RunFile> StoreAsync(string resource, FoundFile file, string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, file.Path);
        StoredBlob blob;
        try
        {
            await using var content = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            blob = await blobs.StoreAsync(content, _limits.MaxFileBytes, ct);
        }
        catch (FileNotFoundException)
        {
            throw new DeliveryChangedException(file.Path);
        }
        catch (UnauthorizedAccessException)
        {
            throw FetchException.Failed(file.Path, "EACCES", isTransient: false);   // not ours to read: whoever delivered it must see that
        }
        catch (FileTooLargeException)
        {
            throw new DeliveryChangedException(file.Path);   // it was smaller a moment ago
        }

        var after = new FileInfo(path);
        if (!after.Exists || after.Length != blob.Bytes || new DateTimeOffset(after.LastWriteTimeUtc) != file.Modified)
            throw new DeliveryChangedException(file.Path);
        return new RunFile
        {
            Resource = resource,
            Name = file.Path,
            Sha256 = blob.Sha256,
            Bytes = blob.Bytes,
            FileId = await files.AddAsync(blob, file.Path, null, new Validators(null, OpenData.Core.Clock.Microseconds(file.Modified)), null, ct),
            Modified = file.Modified,
        };
    }

    private static StepResult Refused(Delivery delivery) => new()
    {
        EndsAs = "rejected",
        Change = new RunChange
        {
            Period = delivery.Period,
            Files =
            [
                .. delivery.All.Select(file => new RunFile
                {
                    Resource = delivery.Files.FirstOrDefault(pair => pair.Value == file).Key ?? "", Name = file.Path, Sha256 = "", Bytes = file.Bytes, FileId = 0, Modified = file.Modified,
                }),
            ],
        },
    };

    private static StepResult Incomplete(Delivery delivery, DatasetMapping mapping)
    {
        var result = new StepResult
        {
            EndsAs = "awaiting_input",
            Log = new JsonObject { ["signature"] = delivery.Signature },
            Change = new RunChange { Period = delivery.Period },
        };
        var zone = TimeZoneInfo.FindSystemTimeZoneById(mapping.Etl.Schedule.TimeZone);
        var since = TimeZoneInfo.ConvertTime(delivery.Modified, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return delivery.Missing.Aggregate(result, (all, missing) => all.With(new Finding
        {
            Rule = Rules.DeliveryIncomplete,
            Severity = Severity.Error,
            File = delivery.All[0].Path,
            Value = string.Join(" | ", delivery.All.Select(file => file.Path)),
            Expected = mapping.Resource(missing).Files,
            Args = new Dictionary<string, string>
            {
                ["period"] = delivery.Period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–", ["resource"] = missing, ["waited"] = since,
            },
        }));
    }

    private static StepResult Nothing(FolderSource source) =>
        new StepResult { EndsAs = "unchanged" }.With(StepResult.Info(JobRules.NothingDelivered, source.Path));
}
