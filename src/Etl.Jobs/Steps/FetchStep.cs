using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Budget.Importers;
using Budget.Importers.Mapping;
using Etl.Jobs.Fetching;
using Etl.Jobs.Running;
using OpenData.Core.Database;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Steps;

/// <summary>Gets the bytes, and ends the run where they are published already or may not be published (design B.6): nothing is parsed for that.</summary>
internal sealed class FetchStep(FolderFetcher folder, HttpFetcher http, Database database) : IRunStep
{
    public string Name => "fetch";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        IFetcher fetcher = context.Source is FolderSource ? folder : http;
        var result = await fetcher.FetchAsync(context, ct);
        if (result.EndsAs is not null || result.Change.Files is not { } files)
            return result;

        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var plan = await PublishPlan.MakeAsync(connection, context, result.Change.Period, files, ct);
        result = result with
        {
            OutputHash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{file.Sha256}  {file.Name}\n")))),
            Change = result.Change with { IdempotencyKey = plan.Key, Kind = plan.Kind, ReplacesVersion = plan.ReplacesVersion, BaseVersion = plan.BaseVersion },
        };
        result.Log["mapping"] = context.Mapping.Hash;
        result.Log["bytes"] = files.Sum(file => file.Bytes);
        var version = plan.KnownVersion.ToString(CultureInfo.InvariantCulture);
        return plan.Verdict switch
        {
            Verdict.Unchanged => (result with { EndsAs = "unchanged" }).With(StepResult.Info(JobRules.BytesPublished, files[0].Sha256, ("version", version))),
            Verdict.Refused => files.Where(file => plan.KnownFiles.GetValueOrDefault(file.Resource) != file.Sha256)
                .Aggregate(result with { EndsAs = "rejected" }, (all, file) => all.With(Published(file, result.Change.Period, version, plan.KnownFiles.GetValueOrDefault(file.Resource)))),
            Verdict.Publish => result,
            _ => throw new InvalidOperationException($"{plan.Verdict}"),
        };
    }

    private static Finding Published(RunFile file, DateOnly? period, string version, string? published) => new()
    {
        Rule = Rules.PeriodPublished,
        Severity = Severity.Error,
        File = file.Address ?? file.Name,
        Value = $"sha256:{file.Sha256}",
        Expected = $"sha256:{published}",
        Args = new Dictionary<string, string> { ["period"] = period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–", ["version"] = version },
    };
}
