using System.Security.Cryptography;
using System.Text;

namespace OpenData.Core.Users;

/// <summary>A user account as stored (contract 2.7); who may see which of it is <see cref="UserAccess"/>'s question.</summary>
public sealed record User
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string? Fullname { get; init; }
    public string? Email { get; init; }
    public string? About { get; init; }
    public bool Sysadmin { get; init; }
    public string State { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? LastActive { get; init; }
    public bool ActivityStreamsEmailNotifications { get; init; }

    /// <summary>An address, the name of an uploaded file, or empty.</summary>
    public string ImageUrl { get; init; } = "";
    public string? PasswordHash { get; init; }

    /// <summary>JSON object, or null.</summary>
    public string? PluginExtras { get; init; }

    /// <summary>Datasets that they made, as many as the caller may know of: drafts and private ones only for themselves and sysadmins.</summary>
    public int NumberCreatedPackages { get; init; }

    /// <summary>What they are in the group that was asked about, else null.</summary>
    public string? Capacity { get; init; }

    /// <summary>The group that <see cref="Capacity"/> is about.</summary>
    public Guid GroupId { get; init; }

    public string DisplayName => string.IsNullOrEmpty(Fullname) ? Name : Fullname;

    /// <summary>MD5 of the trimmed lower-case address, as avatar services want it (contract 2.7).</summary>
#pragma warning disable CA5351, CA1308   // what the services' protocol says; no secret depends on it
    public string EmailHash => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes((Email ?? "").Trim().ToLowerInvariant())));
#pragma warning restore CA5351, CA1308
}
