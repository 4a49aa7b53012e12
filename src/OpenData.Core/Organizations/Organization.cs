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
    public DateTimeOffset Created { get; init; }
    public int PackageCount { get; init; }
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
    public OrganizationSort Sort { get; init; }
    public bool Descending { get; init; }
    public long Limit { get; init; } = 1000;
    public long Offset { get; init; }

    /// <summary>Only these names; null = all.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Only those with this text in name or title.</summary>
    public string? Text { get; init; }
    public string? Type { get; init; }
}
