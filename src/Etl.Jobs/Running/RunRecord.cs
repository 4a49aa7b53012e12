using System.Text.Json.Nodes;
using Budget.Importers.Mapping;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>A row of <c>etl.run</c> as its walk needs it.</summary>
internal sealed record RunRecord
{
    public required long Id { get; init; }

    public required long SourceId { get; init; }

    public required Guid PackageId { get; init; }

    public required string Trigger { get; init; }

    public Guid? RequestedBy { get; init; }

    public required bool Correction { get; init; }

    public DateOnly? Period { get; init; }

    public required IReadOnlyList<RunFile> Files { get; init; }

    public byte[]? IdempotencyKey { get; init; }

    /// <summary><c>data</c>, <c>correction</c> or <c>mapping</c>, once known.</summary>
    public string? Kind { get; init; }

    public required string Status { get; init; }

    public int? BaseVersion { get; init; }

    public int? ComparedWith { get; init; }

    public bool? MovesCurrent { get; init; }

    public int? PublishedVersion { get; init; }

    public required bool CancelRequested { get; init; }

    public required bool IsFinished { get; init; }
}

/// <summary>One resource of the dataset in the catalog, with its part of the mapping.</summary>
internal sealed record RunResource(Guid Id, int TableNo, ResourceMapping Mapping)
{
    public string Name => Mapping.Name;
}

/// <summary>What a step may look at: the run, its source and the mapping as registered.</summary>
internal sealed record RunContext
{
    public required RunRecord Run { get; init; }

    public required DatasetMapping Mapping { get; init; }

    public required SourceMapping Source { get; init; }

    /// <summary>The source's own memory.</summary>
    public required SourceState State { get; init; }

    /// <summary>In the order of the mapping.</summary>
    public required IReadOnlyList<RunResource> Resources { get; init; }

    /// <summary>What finished steps recorded, by name.</summary>
    public required IReadOnlyDictionary<string, JsonObject> Logs { get; init; }

    /// <summary>The file of a resource.</summary>
    public RunFile File(RunResource resource) => Run.Files.Single(file => file.Resource == resource.Name);

    public RunResource Resource(string name) => Resources.Single(resource => resource.Name == name);
}
