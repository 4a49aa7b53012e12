using OpenData.Core.Access;

namespace OpenData.Core.Organizations;

/// <summary>An organization or group as stored, with the number of datasets that the caller may see.</summary>
public sealed record Organization
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Title { get; init; } = "";

    /// <summary>JSON object of title by language.</summary>
    public string TitleTranslated { get; init; } = "{}";
    public string DisplayName => Title.Length > 0 ? Title : Name;
    public string Description { get; init; } = "";
    public string ImageUrl { get; init; } = "";
    public string Type { get; init; } = "";
    public bool IsOrganization { get; init; }
    public string ApprovalStatus { get; init; } = "";
    public string State { get; init; } = "";

    /// <summary>JSON object of text by key.</summary>
    public string Extras { get; init; } = "{}";
    public DateTimeOffset Created { get; init; }

    /// <summary>Active datasets that the caller may read.</summary>
    public int PackageCount { get; init; }

    /// <summary>Active users.</summary>
    public int MemberCount { get; init; }
    public int FollowerCount { get; init; }

    /// <summary>What somebody, or a parent, is in the group that was asked about, else null.</summary>
    public string? Capacity { get; init; }

    /// <summary>The child whose parent this is, where parents were asked for.</summary>
    public Guid ChildId { get; init; }
}

/// <summary>What a list is sorted by.</summary>
public enum OrganizationSort
{
    Title,
    Name,
    PackageCount,
}

/// <summary>Which organizations or groups to list.</summary>
public sealed record OrganizationQuery
{
    public required bool IsOrganization { get; init; }

    /// <summary>Whose datasets are counted.</summary>
    public required Caller Caller { get; init; }
    public OrganizationSort Sort { get; init; }
    public bool Descending { get; init; }
    public long Limit { get; init; } = 1000;
    public long Offset { get; init; }

    /// <summary>Only these names or ids; null = all.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Only these ids; null = all.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Only those with this text in name or title.</summary>
    public string? Text { get; init; }
    public string? Type { get; init; }
}
