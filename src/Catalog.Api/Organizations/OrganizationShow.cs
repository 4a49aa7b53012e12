using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;

namespace Catalog.Api.Organizations;

[CkanAction("organization_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return an organization; with include_datasets its ten newest datasets.")]
internal sealed class OrganizationShow(OrganizationStore organizations, PackageStore packages) : CkanAction<OrganizationShow.Parameters, OrganizationResult>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the organization.")]
        public required string Id { get; init; }

        [Parameter("Add packages: at most ten, as in CKAN.")]
        public bool IncludeDatasets { get; init; }

        [Parameter("Add package_count.")]
        public bool IncludeDatasetCount { get; init; } = true;

        [Parameter("Add extras.")]
        public bool IncludeExtras { get; init; } = true;

        [Parameter("Add the members.")]
        public bool IncludeUsers { get; init; } = true;

        [Parameter("Add the parents.")]
        public bool IncludeGroups { get; init; } = true;

        [Parameter("Add tags, which are always empty.")]
        public bool IncludeTags { get; init; } = true;

        [Parameter("Accepted for CKAN's sake: num_followers is always 0.")]
        public bool IncludeFollowers { get; init; } = true;

        [Parameter("Add member_count.")]
        public bool IncludeMemberCount { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var organization = await FindAsync(p, caller, ct);
        if (organization.State != "active" && !caller.IsSysadmin)
            throw new NotAuthorizedException($"User {caller.Name} not authorized to read group {organization.Id}");
    }

    protected override async Task<OrganizationResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var organization = await FindAsync(p, caller, ct);
        return OrganizationResult.Of(organization, p.IncludeDatasetCount) with
        {
            Extras = p.IncludeExtras ? [] : null,
            Users = p.IncludeUsers ? [] : null,
            Groups = p.IncludeGroups ? [] : null,
            Tags = p.IncludeTags ? [] : null,
            MemberCount = p.IncludeMemberCount ? 0 : null,
            Packages = p.IncludeDatasets ? await PackagesAsync(organization.Id, caller, ct) : null,
        };
    }

    private async Task<Organization> FindAsync(Parameters p, Caller caller, CancellationToken ct) =>
        await organizations.FindAsync(p.Id, isOrganization: true, includePrivate: caller.IsSysadmin, ct) ?? throw new NotFoundException();

    private async Task<IReadOnlyList<JsonNode>> PackagesAsync(Guid organizationId, Caller caller, CancellationToken ct)
    {
        var ids = await organizations.NewestPackagesAsync(organizationId, includePrivate: caller.IsSysadmin, limit: 10, ct);
        return [.. (await packages.ListAsync(ids, ct)).Select(package =>
        {
            var node = JsonSerializer.SerializeToNode(package, ApiJson.Options)!.AsObject();
            node.Remove("groups");
            return node;
        })];
    }
}
