using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Users;
using OpenData.Core.Access;
using OpenData.Core.Files;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Organizations;

/// <summary>Makes answers of organizations and groups; members, parents and datasets of all of them with one statement each.</summary>
internal sealed class OrganizationDetails(OrganizationStore organizations, MemberStore members, PackageStore packages, UserAccess access, ISiteAddress site)
{
    /// <summary>More are not told, whatever is asked for: CKAN's limit (contract 2.6).</summary>
    private const int MostPackages = 10;

    /// <summary>Lists that a dataset inside an organization does not have.</summary>
    private static readonly string[] ListsOfPackages = ["resources", "tags", "extras"];

    public async Task<OrganizationResult> OfAsync(Organization organization, OrganizationIncludes include, Caller caller, CancellationToken ct)
    {
        var result = (await OfAsync([organization], include, caller, ct))[0];
        return include.Datasets ? result with { Packages = await PackagesAsync(organization, caller, ct) } : result;
    }

    /// <summary>In the order given; without datasets.</summary>
    public async Task<IReadOnlyList<OrganizationResult>> OfAsync(IReadOnlyList<Organization> found, OrganizationIncludes include, Caller caller, CancellationToken ct)
    {
        var ids = found.Select(organization => organization.Id).ToList();
        var withUsers = include.Users && access.MaySeeUsers(caller);
        var users = withUsers ? await members.ListUsersAsync(ids, ct) : null;
        var parents = include.Groups ? await organizations.ListParentsAsync(ids, caller, ct) : null;
        return [.. found.Select(organization => Plain(organization, include) with
        {
            Extras = include.Extras ? ReadExtras(organization) : null,
            Users = users is null ? null : [.. users[organization.Id].Select(user => UserResult.Of(user, caller, site.Url, withEmail: false))],
            Groups = parents is null ? null : [.. parents[organization.Id].Select(parent => Plain(parent, OrganizationIncludes.Plain) with { Capacity = parent.Capacity })],
            Tags = include.Tags ? [] : null,
        })];
    }

    /// <summary>Without members, parents and extras.</summary>
    public OrganizationResult Plain(Organization organization, OrganizationIncludes include) => new()
    {
        Id = organization.Id,
        Name = organization.Name,
        Title = organization.Title,
        DisplayName = organization.DisplayName,
        Description = organization.Description,
        ImageUrl = organization.ImageUrl,
        ImageDisplayUrl = ImageAddress.Of(organization.ImageUrl, "group", site.Url),
        Created = organization.Created,
        IsOrganization = organization.IsOrganization,
        ApprovalStatus = organization.ApprovalStatus,
        State = organization.State,
        Type = organization.Type,
        NumFollowers = include.Followers is { } counted ? counted ? organization.FollowerCount : 0 : null,
        PackageCount = include.DatasetCount ? organization.PackageCount : null,
        MemberCount = include.MemberCount ? organization.MemberCount : null,
    };

    private async Task<IReadOnlyList<JsonNode>> PackagesAsync(Organization organization, Caller caller, CancellationToken ct)
    {
        var ids = await organizations.NewestPackagesAsync(organization.Id, organization.IsOrganization, MostPackages, caller, ct);
        return [.. (await packages.ListAsync(ids, ct)).Select(package =>
        {
            var node = JsonSerializer.SerializeToNode(package, ApiJson.Options)!.AsObject();
            foreach (var list in ListsOfPackages)
                node.Remove(list);
            return node;
        })];
    }

    private static List<GroupExtra> ReadExtras(Organization organization) =>
    [
        .. JsonSerializer.Deserialize<SortedDictionary<string, string>>(organization.Extras)!.OrderBy(extra => extra.Key, StringComparer.Ordinal)
            .Select(extra => new GroupExtra(IdOf(organization.Id, extra.Key), organization.Id, extra.Key, extra.Value)),
    ];

    /// <summary>CKAN's extras have ids; ours are a pair of key and text, so the id is made of the key and stays as long as it does.</summary>
    private static Guid IdOf(Guid groupId, string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{groupId} {key}")).AsSpan(0, 16));
}
