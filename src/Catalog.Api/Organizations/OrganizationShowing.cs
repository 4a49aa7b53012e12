using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_show and group_show: the same but for the kind (contract 3.3).</summary>
internal abstract class OrganizationShowing(OrganizationStore organizations, OrganizationAccess access, OrganizationDetails details)
    : CkanAction<OrganizationShowParameters, OrganizationResult>
{
    protected abstract bool IsOrganization { get; }

    protected override Task AuthorizeAsync(OrganizationShowParameters p, Caller caller, CancellationToken ct) =>
        access.RequireReadAsync(p.Id, IsOrganization, caller, ct);

    protected override async Task<OrganizationResult> RunAsync(OrganizationShowParameters p, Caller caller, CancellationToken ct)
    {
        var found = await organizations.FindAsync(p.Id, IsOrganization, caller, ct) ?? throw new NotFoundException();
        return await details.OfAsync(found, new OrganizationIncludes
        {
            Datasets = p.IncludeDatasets, DatasetCount = p.IncludeDatasetCount, Extras = p.IncludeExtras, Users = p.IncludeUsers, Groups = p.IncludeGroups,
            Tags = p.IncludeTags, Followers = p.IncludeFollowers, MemberCount = p.IncludeMemberCount,
        }, caller, ct);
    }
}

/// <summary>What both take.</summary>
internal sealed record OrganizationShowParameters
{
    [Parameter("The id or the name.")]
    public required string Id { get; init; }

    [Parameter("Add packages: at most ten, as in CKAN.")]
    public bool IncludeDatasets { get; init; }

    [Parameter("Add package_count: active datasets that the caller may read.")]
    public bool IncludeDatasetCount { get; init; } = true;

    [Parameter("Add extras.")]
    public bool IncludeExtras { get; init; } = true;

    [Parameter("Add the members, each with its capacity.")]
    public bool IncludeUsers { get; init; } = true;

    [Parameter("Add the parents.")]
    public bool IncludeGroups { get; init; } = true;

    [Parameter("Add tags, which are always empty.")]
    public bool IncludeTags { get; init; } = true;

    [Parameter("Count the followers; without it num_followers is 0.")]
    public bool IncludeFollowers { get; init; } = true;

    [Parameter("Add member_count.")]
    public bool IncludeMemberCount { get; init; }
}
