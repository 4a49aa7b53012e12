using OpenData.Core.Files;

namespace OpenData.Core.Users;

/// <summary>What a caller wants an account to be; null = as it is.</summary>
public sealed record UserChange
{
    /// <summary>Only for new ones, only by sysadmins.</summary>
    public Guid? Id { get; init; }
    public string? Name { get; init; }
    public string? Email { get; init; }

    /// <summary>In clear; only its hash is stored.</summary>
    public string? Password { get; init; }

    /// <summary>A hash from another site's dump; only by sysadmins.</summary>
    public string? PasswordHash { get; init; }
    public string? Fullname { get; init; }
    public string? About { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>A picture that was sent: written with the rest, and its name is the <see cref="ImageUrl"/>.</summary>
    public UploadedImage? Image { get; init; }
    public bool? ActivityStreamsEmailNotifications { get; init; }

    /// <summary>Only by sysadmins.</summary>
    public string? State { get; init; }

    /// <summary>Only by sysadmins.</summary>
    public bool? Sysadmin { get; init; }

    /// <summary>JSON object; only by sysadmins.</summary>
    public string? PluginExtras { get; init; }
}
