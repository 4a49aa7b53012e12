namespace Catalog.Api.Tests.Access;

/// <summary>What a write is about.</summary>
internal enum TargetKind
{
    /// <summary>Nothing.</summary>
    Site,
    Dataset,
    Organization,
    Group,
    Vocabulary,
    Task,
    Run,
}

/// <summary>One thing in one state, with what hangs on it.</summary>
internal sealed record Target(TargetKind Kind, string State)
{
    /// <summary>Of the thing itself: a UUID, of a run its number.</summary>
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>A resource of a dataset and its view; a tag of a vocabulary; the dataset of a run.</summary>
    public string Part { get; init; } = "";

    public string View { get; init; } = "";

    public required World World { get; init; }

    public bool IsGroup => Kind == TargetKind.Group;

    public bool IsOwned => !State.Contains("unowned", StringComparison.Ordinal);

    public bool IsDeleted => State.Contains("deleted", StringComparison.Ordinal);

    /// <summary>Active and not private.</summary>
    public bool IsPublic => State is "public" or "unowned";

    /// <summary>The states that each kind of thing can be in.</summary>
    public static IReadOnlyList<string> States(TargetKind kind) => kind switch
    {
        TargetKind.Dataset => ["public", "private", "draft", "deleted", "unowned", "unowned draft", "unowned deleted"],
        TargetKind.Organization or TargetKind.Group => ["active", "deleted"],
        _ => ["there"],
    };
}
