using System.Globalization;
using System.Security.Cryptography;
using Budget.Importers;
using Dapper;
using Etl.Jobs.Running;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Steps;

/// <summary>Copies the rows into unlogged tables and asks the database whether each key is there once.</summary>
internal sealed class StageStep(Database database, WorkFolder work) : IRunStep
{
    /// <summary>Doubled keys reported one by one.</summary>
    private const int MostDoubles = 100;

    public string Name => "stage";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var findings = new FindingLog();
        long rows = 0;
        foreach (var resource in context.Resources)
        {
            var written = context.Logs["normalize"][resource.Name]!;
            var fields = await PublishedFields.OfAsync(connection, resource, ct);
            if (!await LoadAsync(connection, context, resource, fields, written["sha256"]!.GetValue<string>(), ct))
                return new StepResult { BackTo = "normalize" };
            await FindDoublesAsync(connection, context, resource, fields, findings, ct);
            rows += written["rows"]!.GetValue<long>();
            FaultPoint.Hit("stage.inside");
        }

        var input = StepHashes.Of(context.Logs["normalize"]);
        return new StepResult { Rows = rows, InputHash = input, OutputHash = input, EndsAs = findings.HasErrors ? "rejected" : null }.With(findings);
    }

    /// <returns>False when the file of rows is gone or not what was written.</returns>
    private async Task<bool> LoadAsync(
        NpgsqlConnection connection, RunContext context, RunResource resource, IReadOnlyList<Field> fields, string sha256, CancellationToken ct)
    {
        var path = work.RowsOf(context.Run.Id, resource.Name);
        if (!File.Exists(path))
            return false;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)) != sha256)
            return false;
        file.Position = 0;
        await StagedRows.LoadAsync(connection, StagedRows.Table(context.Run.Id, resource.TableNo), fields, file, ct);
        return true;
    }

    /// <summary>The importer has looked at keys as well; this is the last word, by the hashes that will be published.</summary>
    private static async Task FindDoublesAsync(
        NpgsqlConnection connection, RunContext context, RunResource resource, IReadOnlyList<Field> fields, FindingLog findings, CancellationToken ct)
    {
        var key = string.Join(" || ' · ' || ", resource.Mapping.PrimaryKey.Select(name => $"coalesce(max({fields.First(field => field.Id == name).Sql}::text), '')"));
        var sql = $"""
            select min(_r) as first, max(_r) as second, {(key.Length == 0 ? "''" : key)} as key
              from {StagedRows.Table(context.Run.Id, resource.TableNo)} group by _k having count(*) > 1 order by 2 limit {MostDoubles}
            """;
        foreach (var (first, second, text) in await connection.QueryAsync<(int, int, string)>(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: ct)))
        {
            findings.Add(new Finding
            {
                Rule = Rules.KeyTwice,
                Severity = Severity.Error,
                File = context.File(resource).Address ?? context.File(resource).Name,
                Line = second,
                Value = text,
                Expected = string.Join(", ", resource.Mapping.PrimaryKey),
                Args = new Dictionary<string, string> { ["other"] = first.ToString(CultureInfo.InvariantCulture), ["resource"] = resource.Name },
            });
        }
    }
}
