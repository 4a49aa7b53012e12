using System.Text.Json;
using Etl.Jobs.Fetching;

namespace Etl.Jobs.Running;

/// <summary>What an address gave last, in a run that ended well.</summary>
internal sealed record KnownFile
{
    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required int FileId { get; init; }

    public required string Name { get; init; }

    public Validators? Validators => ETag is null && LastModified is null ? null : new Validators(ETag, LastModified);
}

/// <summary>A source's memory, <c>etl.source.state</c>.</summary>
internal sealed record SourceState
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>By address.</summary>
    public IReadOnlyDictionary<string, KnownFile> Addresses { get; init; } = new Dictionary<string, KnownFile>();

    /// <summary>Signatures of incomplete days that were reported, the newest last.</summary>
    public IReadOnlyList<string> Reported { get; init; } = [];

    public static SourceState Parse(string json) => JsonSerializer.Deserialize<SourceState>(json, Json)!;

    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
