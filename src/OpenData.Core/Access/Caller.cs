using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>Who asks, with the roles that decide what may be done. An unknown, expired or malformed token is <see cref="Anonymous"/>, never an error (contract 1.5).</summary>
public sealed record Caller
{
    public static readonly Caller Anonymous = new();

    /// <summary>Null for an anonymous caller.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Login name; empty for an anonymous caller, which leaves the two blanks of CKAN's texts (contract 1.7).</summary>
    public string Name { get; init; } = "";

    public bool IsSysadmin { get; init; }

    /// <summary>Role by organization or group, those that cascade from a parent included. Sysadmins need none.</summary>
    public IReadOnlyDictionary<Guid, Role> Roles { get; init; } = new Dictionary<Guid, Role>();

    /// <summary>Which of the <see cref="Roles"/> are held in organizations: those in groups say nothing of datasets.</summary>
    public IReadOnlySet<Guid> Organizations { get; init; } = new HashSet<Guid>();

    /// <summary>Role by dataset, for collaborators; empty where the site has none.</summary>
    public IReadOnlyDictionary<Guid, Role> Collaborations { get; init; } = new Dictionary<Guid, Role>();

    public bool IsAnonymous => UserId is null;

    /// <summary>Whether the caller has at least that role in the organization or group; sysadmins have every role.</summary>
    public bool Has(Role role, Guid groupId) => IsSysadmin || (Roles.TryGetValue(groupId, out var held) && held >= role);

    /// <summary>Whether the caller has at least that role in some organization; sysadmins have every role.</summary>
    public bool HasInAnyOrganization(Role role) => IsSysadmin || Organizations.Any(organization => Has(role, organization));

    /// <exception cref="NotAuthorizedException">The caller is below <paramref name="minimum"/>; the texts are those of contract 1.7.</exception>
    public void Require(MinimumCaller minimum, string action)
    {
        if (minimum == MinimumCaller.Sysadmin && !IsSysadmin)
            throw new NotAuthorizedException();
        if (minimum == MinimumCaller.User && IsAnonymous)
            throw new NotAuthorizedException($"Action {action} requires an authenticated user");
    }
}
