using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_list_for_user", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the organizations in which a user has a permission, with the user's capacity; for sysadmins all of them.")]
internal sealed class OrganizationListForUser(OrganizationStore organizations, OrganizationDetails details, CallerStore callers)
    : CkanAction<OrganizationListForUser.Parameters, IReadOnlyList<OrganizationResult>>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the user; the caller if there is none.")]
        public string? Id { get; init; }

        [Parameter("read or manage_group: every role; create_dataset, update_dataset or delete_dataset: editors and admins; any other: admins.")]
        public string Permission { get; init; } = "manage_group";

        [Parameter("Add package_count.")]
        public bool IncludeDatasetCount { get; init; }

        [Parameter("Add member_count.")]
        public bool IncludeMemberCount { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<OrganizationResult>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var user = string.IsNullOrEmpty(p.Id) ? caller : await callers.FindByUserAsync(p.Id, ct) ?? throw new NotFoundException();
        var needed = p.Permission switch
        {
            "read" or "manage_group" => Role.Member,
            "create_dataset" or "update_dataset" or "delete_dataset" => Role.Editor,
            _ => Role.Admin,
        };
        var found = await organizations.ListAsync(new OrganizationQuery
        {
            IsOrganization = true, Caller = caller, Limit = long.MaxValue,
            Ids = user.IsSysadmin ? null : [.. user.Roles.Where(held => held.Value >= needed).Select(held => held.Key)],
        }, ct);
        var include = OrganizationIncludes.Plain with { DatasetCount = p.IncludeDatasetCount, MemberCount = p.IncludeMemberCount };
        return [.. found.Select(organization => details.Plain(organization, include) with
        {
            Capacity = user.IsSysadmin ? "admin" : Roles.Name(user.Roles[organization.Id]),
        })];
    }
}
