using OpenData.Core.Access;

namespace Catalog.Api.Tests.Access;

/// <summary>
/// Who may do what, as contract 2.12 says it (what may be read: 2.5), with the switches of a site. Written from the contract alone: where the program answers
/// something else, one of the two is wrong.
/// </summary>
internal sealed record Rights(AuthOptions Switches)
{
    public static bool IsUser(Actor a, Target t) => !a.IsAnonymous;

    public static bool IsSysadmin(Actor a, Target t) => a.IsSysadmin;

    /// <summary>Public things everybody; private, draft and deleted ones the organization's members and collaborators; drafts without organization who made them.</summary>
    public bool Read(Actor a, Target t) => a.IsSysadmin || t.IsPublic || Collaborates(a) is not null
        || (t.IsOwned ? InOrganization(a) is not null : a.IsCreator && !t.IsDeleted);

    /// <summary>Editors of the organization, editing collaborators; what nobody owns every user who may read it, where the site has such datasets.</summary>
    public bool Edit(Actor a, Target t) => a.IsSysadmin || Collaborates(a) >= Role.Editor
        || (t.IsOwned ? InOrganization(a) >= Role.Editor : Switches.CreateUnownedDataset && !a.IsAnonymous && Read(a, t));

    /// <summary>What takes data from everybody for good: admins of the organization.</summary>
    public bool Oversee(Actor a, Target t) => a.IsSysadmin || (t.IsOwned && InOrganization(a) == Role.Admin);

    public bool Follow(Actor a, Target t) => !a.IsAnonymous && Read(a, t);

    /// <summary>Both ends of a relationship; the other one is the organization's and has no collaborators.</summary>
    public bool Relate(Actor a, Target t) => Edit(a, t) && (a.IsSysadmin || InOrganization(a) >= Role.Editor);

    /// <summary>Where the site has no collaborators everybody is told so, which is no question of rights.</summary>
    public bool ManageCollaborators(Actor a, Target t) => !Switches.AllowDatasetCollaborators || a.IsSysadmin
        || (t.IsOwned && InOrganization(a) == Role.Admin) || (Switches.AllowAdminCollaborators && Collaborates(a) == Role.Admin);

    /// <summary>A dataset of the organization.</summary>
    public bool CreateHere(Actor a, Target t) => a.IsSysadmin || InOrganization(a) >= Role.Editor;

    /// <summary>A dataset at all: the organization is asked for after that.</summary>
    public bool CreateSomewhere(Actor a, Target t) => a.IsSysadmin || InOrganization(a) >= Role.Editor || a.InParent >= Role.Editor || a.InOther >= Role.Editor
        || (a.IsAnonymous ? Switches.AnonCreateDataset : Switches.CreateUnownedDataset && Switches.CreateDatasetIfNotInOrganization);

    public bool Administer(Actor a, Target t) => a.IsSysadmin || Held(a, t) == Role.Admin;

    public bool Delete(Actor a, Target t) =>
        a.IsSysadmin || ((t.IsGroup ? Switches.UserDeleteGroups : Switches.UserDeleteOrganizations) && Held(a, t) == Role.Admin);

    public bool IsMember(Actor a, Target t) => a.IsSysadmin || Held(a, t) is not null;

    public bool FollowGroup(Actor a, Target t) => !a.IsAnonymous && (!t.IsDeleted || IsMember(a, t));

    public bool CreateOrganization(Actor a, Target t) => a.IsSysadmin || (!a.IsAnonymous && Switches.UserCreateOrganizations);

    public bool CreateGroup(Actor a, Target t) => a.IsSysadmin || (!a.IsAnonymous && Switches.UserCreateGroups);

    public bool CreateUser(Actor a, Target t) => a.IsSysadmin || Switches.CreateUserViaApi;

    private Role? Held(Actor a, Target t) => t.IsGroup ? a.InGroup : InOrganization(a);

    private Role? InOrganization(Actor a) => a.InOrganization ?? (a.InParent is { } role && Switches.RolesThatCascadeToSubGroups.Split(' ').Contains(Roles.Name(role)) ? role : null);

    private Role? Collaborates(Actor a) => Switches.AllowDatasetCollaborators ? a.AsCollaborator : null;
}
