using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Organizations;

/// <summary>organization_update, organization_patch and those of groups (contract 2.6, 3.6).</summary>
internal abstract class OrganizationUpdating(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details, ImageUploads images)
    : CkanAction<ChangedOrganizationDocument, OrganizationResult>
{
    private OrganizationIdentity _found = null!;

    protected abstract bool IsOrganization { get; }

    /// <summary>Whether members and parents that are not sent are removed.</summary>
    protected abstract bool ReplacesMembers { get; }

    protected override async Task AuthorizeAsync(ChangedOrganizationDocument p, Caller caller, CancellationToken ct)
    {
        _found = await access.FindAsync(p.Id, IsOrganization, ct) ?? throw new NotFoundException(ReplacesMembers ? "Group was not found." : null);
        // Before the rights, as CKAN does (contract 1.9).
        if (InputText.Of(p.All, "type") is { Length: > 0 } type && type != _found.Type)
            throw new ValidationException(new Dictionary<string, object> { ["message"] = "Type cannot be updated" });
        OrganizationAccess.RequireEdit(_found, caller);
    }

    protected override async Task<OrganizationResult> RunAsync(ChangedOrganizationDocument p, Caller caller, CancellationToken ct)
    {
        var change = OrganizationInput.Read(p.All, isNew: false, caller);
        if (ReplacesMembers)
            change = change with { Users = change.Users ?? [], Parents = change.Parents ?? [] };
        using var image = await images.ReadAsync(File, ImageUploads.Group, ct);
        await editor.UpdateAsync(_found, change with { Image = image }, caller, ct);
        var changed = await organizations.FindAsync(_found.Id.ToString(), IsOrganization, caller, ct) ?? throw new NotFoundException();
        return await details.OfAsync(changed, OrganizationIncludes.Updated, caller, ct);
    }
}
