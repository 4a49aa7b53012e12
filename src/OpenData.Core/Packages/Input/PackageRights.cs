using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages.Input;

/// <summary>Rights that depend on what a dataset document names: its organization and groups (contract 2.2, 2.12). Asked after the right to write at all, before any rule of the content.</summary>
internal static class PackageRights
{
    /// <summary>The right to create datasets at all.</summary>
    /// <exception cref="NotAuthorizedException">Neither a role nor a switch gives it.</exception>
    public static void RequireCreate(Caller caller, AuthOptions auth)
    {
        var may = caller.IsSysadmin
            || (caller.IsAnonymous ? auth.AnonCreateDataset : caller.HasInAnyOrganization(Role.Editor) || (auth.CreateUnownedDataset && auth.CreateDatasetIfNotInOrganization));
        if (!may)
            throw new NotAuthorizedException($"User {caller.Name} not authorized to create packages");
    }

    /// <exception cref="NotFoundException">The owner is a group.</exception>
    /// <exception cref="NotAuthorizedException">The caller is no editor of it; unknown organizations are told to sysadmins only.</exception>
    public static void RequireOwner(JsonObject document, PackageLookups found, Caller caller)
    {
        if (caller.IsSysadmin || string.IsNullOrEmpty(InputText.Of(document, "owner_org")))
            return;
        if (found.Owner is { IsOrganization: false })
            throw new NotFoundException("Organization was not found.");
        if (found.Owner is null || !caller.Has(Role.Editor, found.Owner.Id))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to add dataset to this organization");
    }

    /// <summary>Every group that is new in the dataset must be one that the caller is a member of.</summary>
    /// <exception cref="NotFoundException">A group does not exist.</exception>
    /// <exception cref="NotAuthorizedException">The caller is no member of one.</exception>
    public static void RequireGroups(JsonObject document, PackageContent? stored, PackageLookups found, Caller caller)
    {
        if (caller.IsSysadmin || document["groups"] is not JsonArray groups)
            return;
        foreach (var entry in groups.OfType<JsonObject>().Where(entry => entry.Count > 0))
        {
            var group = found.FindGroup(entry) ?? throw new NotFoundException("Group was not found.");
            if (stored?.Groups.Contains(group.Id) != true && !caller.Has(Role.Member, group.Id))
                throw new NotAuthorizedException($"User {caller.Name} not authorized to edit these groups");
        }
    }
}
