using System.Text.Json.Nodes;
using Dapper;
using Etl.Jobs.Running;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Etl.Jobs.Steps;

/// <summary>Asks the publisher for one transaction (design A.4). If a crash came after it, the run says already that it is published.</summary>
internal sealed class PublishStep(Database database, Publisher publisher) : IRunStep
{
    public string Name => "publish";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        var run = context.Run;
        int version;
        try
        {
            version = run.PublishedVersion ?? await PublishAsync(context, ct);
        }
        catch (ConflictException)
        {
            return new StepResult { BackTo = "diff" };
        }
        catch (StageLostException)
        {
            return new StepResult { BackTo = "stage" };
        }

        await using var connection = await database.Write.OpenConnectionAsync(ct);
        // Null beside tables that clients write, whose hashes are made when somebody asks for them.
        var hash = await connection.QuerySingleAsync<byte[]?>(new CommandDefinition(
            "select content_hash from ver.dataset_version where package_id = @PackageId and v = @version", new { run.PackageId, version }, cancellationToken: ct));
        return new StepResult { Log = new JsonObject { ["version"] = version }, InputHash = StepHashes.Of(context.Logs["normalize"]), OutputHash = hash ?? [] };
    }

    private async Task<int> PublishAsync(RunContext context, CancellationToken ct)
    {
        var run = context.Run;
        var resources = new List<StagedResource>();
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
        {
            foreach (var resource in context.Resources)
            {
                resources.Add(new StagedResource
                {
                    ResourceId = resource.Id,
                    Name = resource.Name,
                    TableNo = resource.TableNo,
                    StageTable = StagedRows.Table(run.Id, resource.TableNo),
                    Rows = context.Logs["normalize"][resource.Name]!["rows"]!.GetValue<long>(),
                    Fields = await PublishedFields.OfAsync(connection, resource, ct),
                    Key = resource.Mapping.PrimaryKey,
                    Totals = Totals(context, resource),
                    FileIds = [context.File(resource).FileId],
                });
            }
        }

        return await publisher.PublishAsync(new PublishRequest
        {
            PackageId = run.PackageId,
            RunId = run.Id,
            BaseVersion = run.BaseVersion!.Value,
            Kind = run.Kind!,
            Period = run.Period,
            MovesCurrent = run.MovesCurrent!.Value,
            ComparedWith = run.ComparedWith!.Value,
            MappingHash = Convert.FromHexString(context.Mapping.Hash),
            PublishedBy = run.RequestedBy,
            Resources = resources,
        }, ct);
    }

    /// <summary>By the field of the phase; a resource without phases has its sum under the amount's own name.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> Totals(RunContext context, RunResource resource)
    {
        if (resource.Mapping.AmountIndex < 0)
            return [];
        var field = resource.Mapping.Fields[resource.Mapping.PhaseIndex >= 0 ? resource.Mapping.PhaseIndex : resource.Mapping.AmountIndex].Name;
        return new(StringComparer.Ordinal)
        {
            [field] = context.Logs["check"][resource.Name]!["totals"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal),
        };
    }
}
