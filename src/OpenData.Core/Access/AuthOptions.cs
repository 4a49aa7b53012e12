using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Access;

/// <summary>Who may do what: CKAN's <c>ckan.auth.*</c> switches under their own names, with the defaults of CKAN 2.11 (contract 2.12).</summary>
[OptionsSection("Auth")]
public sealed record AuthOptions
{
    /// <summary>Whether anybody may create datasets without a token (CKAN: ckan.auth.anon_create_dataset).</summary>
    public bool AnonCreateDataset { get; init; }

    /// <summary>Whether datasets may have no organization; then every user may create and edit such ones (CKAN: ckan.auth.create_unowned_dataset).</summary>
    public bool CreateUnownedDataset { get; init; }

    /// <summary>Whether users without any organization may create datasets; needs CreateUnownedDataset too (CKAN: ckan.auth.create_dataset_if_not_in_organization).</summary>
    public bool CreateDatasetIfNotInOrganization { get; init; } = true;

    /// <summary>Whether every user may create groups (CKAN: ckan.auth.user_create_groups).</summary>
    public bool UserCreateGroups { get; init; } = true;

    /// <summary>Whether every user may create organizations (CKAN: ckan.auth.user_create_organizations).</summary>
    public bool UserCreateOrganizations { get; init; } = true;

    /// <summary>Whether admins of a group may delete it (CKAN: ckan.auth.user_delete_groups).</summary>
    public bool UserDeleteGroups { get; init; } = true;

    /// <summary>Whether admins of an organization may delete it (CKAN: ckan.auth.user_delete_organizations).</summary>
    public bool UserDeleteOrganizations { get; init; } = true;

    /// <summary>Whether user_create works for others than sysadmins (CKAN: ckan.auth.create_user_via_api).</summary>
    public bool CreateUserViaApi { get; init; }

    /// <summary>Whether anybody may read user_show, user_list and the members of organizations (CKAN: ckan.auth.public_user_details).</summary>
    public bool PublicUserDetails { get; init; } = true;

    /// <summary>Whether everybody who may read a dataset may see what changed in its activities (CKAN: ckan.auth.public_activity_stream_detail).</summary>
    public bool PublicActivityStreamDetail { get; init; }

    /// <summary>Whether single users may be given rights on single datasets (CKAN: ckan.auth.allow_dataset_collaborators).</summary>
    public bool AllowDatasetCollaborators { get; init; }

    /// <summary>Whether a collaborator may be an admin of the dataset (CKAN: ckan.auth.allow_admin_collaborators).</summary>
    public bool AllowAdminCollaborators { get; init; }

    /// <summary>Whether editing collaborators may move the dataset to another organization that they are editors of, or out of its own (CKAN: ckan.auth.allow_collaborators_to_change_owner_org).</summary>
    public bool AllowCollaboratorsToChangeOwnerOrg { get; init; }

    /// <summary>Roles that count in an organization's children too, separated by spaces (CKAN: ckan.auth.roles_that_cascade_to_sub_groups).</summary>
    [RegularExpression("^[a-z ]*$", ErrorMessage = "Auth:RolesThatCascadeToSubGroups must be roles separated by spaces, such as \"admin editor\"")]
    public string RolesThatCascadeToSubGroups { get; init; } = "admin";

    /// <summary>Whether pages of private datasets answer 403 instead of hiding that they exist with 404 (CKAN: ckan.auth.reveal_private_datasets).</summary>
    public bool RevealPrivateDatasets { get; init; }
}
