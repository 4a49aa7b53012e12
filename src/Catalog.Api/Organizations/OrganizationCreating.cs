using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_create and group_create (contract 3.5).</summary>
internal abstract class OrganizationCreating(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details, ImageUploads images)
    : CkanAction<NewOrganizationDocument, OrganizationResult>
{
    protected abstract bool IsOrganization { get; }

    protected override Task AuthorizeAsync(NewOrganizationDocument p, Caller caller, CancellationToken ct)
    {
        access.RequireCreate(IsOrganization, caller);
        return Task.CompletedTask;
    }

    protected override async Task<OrganizationResult> RunAsync(NewOrganizationDocument p, Caller caller, CancellationToken ct)
    {
        var change = OrganizationInput.Read(p.All, isNew: true, caller);
        using var image = await images.ReadAsync(File, ImageUploads.Group, ct);
        var id = await editor.CreateAsync(change with { Image = image }, IsOrganization, caller, ct);
        var made = await organizations.FindAsync(id.ToString(), IsOrganization, caller, ct) ?? throw new NotFoundException();
        return await details.OfAsync(made, OrganizationIncludes.Shown, caller, ct);
    }
}
