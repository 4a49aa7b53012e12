using OpenData.Core.Files;

namespace OpenData.Core.Organizations;

/// <summary>What a caller wants an organization or group to be; null = as it is.</summary>
public sealed record OrganizationChange
{
    /// <summary>Only for new ones, only by sysadmins.</summary>
    public Guid? Id { get; init; }
    public string? Name { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>A picture that was sent: written with the rest, and its name is the <see cref="ImageUrl"/>.</summary>
    public UploadedImage? Image { get; init; }
    public string? Type { get; init; }
    public string? ApprovalStatus { get; init; }
    public string? State { get; init; }

    /// <summary>All of them, by key.</summary>
    public IReadOnlyDictionary<string, string>? Extras { get; init; }

    /// <summary>All members.</summary>
    public IReadOnlyList<NamedMember>? Users { get; init; }

    /// <summary>All parents.</summary>
    public IReadOnlyList<NamedMember>? Parents { get; init; }

    /// <summary>All datasets of a group; an organization's are told by their <c>owner_org</c>.</summary>
    public IReadOnlyList<NamedMember>? Packages { get; init; }
}

/// <summary>Somebody or something in a group, as a caller names it.</summary>
/// <param name="IdOrName">As sent.</param>
/// <param name="Key">The key that it was sent under, for messages.</param>
/// <param name="Capacity">Any text, as in CKAN.</param>
public sealed record NamedMember(string IdOrName, string Key, string Capacity);
