using Catalog.Api.Tests.Users;
using OpenData.Core.Access;

namespace Catalog.Api.Tests.Access;

/// <summary>Who asks, by what contract 2.12 tells callers apart by. A role that is null is none.</summary>
internal sealed record Actor(string Kind)
{
    /// <summary>Null: nobody has logged in.</summary>
    public Person? Person { get; init; }

    public bool IsSysadmin { get; init; }

    /// <summary>In the organization that owns the datasets.</summary>
    public Role? InOrganization { get; init; }

    /// <summary>In the parent of that organization.</summary>
    public Role? InParent { get; init; }

    /// <summary>In an organization that has nothing to do with them.</summary>
    public Role? InOther { get; init; }

    /// <summary>In the group.</summary>
    public Role? InGroup { get; init; }

    /// <summary>On each of the datasets, where the site has collaborators.</summary>
    public Role? AsCollaborator { get; init; }

    /// <summary>Whether the datasets without organization were made by them.</summary>
    public bool IsCreator { get; init; }

    public bool IsAnonymous => Person is null;

    public static IReadOnlyList<Actor> All { get; } =
    [
        new("anonymous"), new("stranger"),
        new("member") { InOrganization = Role.Member }, new("editor") { InOrganization = Role.Editor }, new("admin") { InOrganization = Role.Admin },
        new("parent-editor") { InParent = Role.Editor }, new("parent-admin") { InParent = Role.Admin },
        new("other-editor") { InOther = Role.Editor }, new("other-admin") { InOther = Role.Admin },
        new("group-member") { InGroup = Role.Member }, new("group-admin") { InGroup = Role.Admin },
        new("collab-member") { AsCollaborator = Role.Member }, new("collab-editor") { AsCollaborator = Role.Editor }, new("collab-admin") { AsCollaborator = Role.Admin },
        new("creator") { IsCreator = true }, new("sysadmin") { IsSysadmin = true },
    ];
}
