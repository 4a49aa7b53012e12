using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Organizations;
using Catalog.Api.Users;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>followee_list and its like: what a user follows, for the user and sysadmins (contract 3.3). The list of everything has each in a frame with its type.</summary>
internal abstract class FolloweeListing(FollowObject objects, FollowerStore followers, FolloweeResults results) : CkanAction<FolloweeListing.Parameters, IReadOnlyList<JsonNode>>
{
    private Guid _user;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user.")]
        public required string Id { get; init; }

        [Parameter("Only those with this text in what they are called.", MaxLength = 1000)]
        public string? Q { get; init; }
    }

    /// <summary>Null = everything.</summary>
    protected abstract FollowKind? Kind { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _user = await objects.GetAsync(FollowKind.User, p.Id, caller, ct);
        if (!UserAccess.IsSelfOrSysadmin(_user, caller))
            throw new NotAuthorizedException("Not authorized");
    }

    protected override async Task<IReadOnlyList<JsonNode>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var found = await followers.ListFolloweesAsync(_user, Type(Kind), p.Q, caller, ct);
        var all = await results.OfAsync(found, caller, ct);
        return [.. found.Where(followee => all.ContainsKey(followee.Id)).Select(followee => Kind is not null
            ? all[followee.Id]
            : new JsonObject { ["type"] = followee.Type, ["display_name"] = followee.DisplayName, ["dict"] = all[followee.Id] })];
    }

    internal static string? Type(FollowKind? kind) => kind?.ToString().ToLowerInvariant();
}

/// <summary>Shows what is followed, each kind with one statement.</summary>
internal sealed class FolloweeResults(UserStore users, PackageStore packages, OrganizationStore organizations, OrganizationDetails details, ISiteAddress site)
{
    public async Task<IReadOnlyDictionary<Guid, JsonNode>> OfAsync(IReadOnlyList<Followee> followees, Caller caller, CancellationToken ct)
    {
        var results = new Dictionary<Guid, JsonNode>();
        var byType = followees.ToLookup(followee => followee.Type, followee => followee.Id, StringComparer.Ordinal);
        foreach (var user in await users.ListAsync(new UserQuery { Ids = [.. byType["user"]] }, caller, ct))
            results[user.Id] = UserResult.Of(user, caller, site.Url, withEmail: false);
        foreach (var package in await packages.ListAsync([.. byType["dataset"]], ct))
            results[package.Id] = JsonSerializer.SerializeToNode(package, ApiJson.Options)!;
        foreach (var (type, isOrganization) in new[] { ("group", false), ("organization", true) })
        {
            foreach (var group in await organizations.ListAsync(new OrganizationQuery { IsOrganization = isOrganization, Caller = caller, Ids = [.. byType[type]], Limit = long.MaxValue }, ct))
                results[group.Id] = JsonSerializer.SerializeToNode(details.Plain(group, OrganizationIncludes.Plain with { DatasetCount = true }), ApiJson.Options)!;
        }

        return results;
    }
}
