using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a user, deleted ones too; address and key only to the user and to sysadmins.")]
internal sealed class UserShow(UserStore users, FollowerStore followers, PackageStore packages, UserAccess access, ISiteAddress site) : CkanAction<UserShow.Parameters, JsonObject>
{
    private const int MostDatasets = 50;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user; the caller if there is none.")]
        public string? Id { get; init; }

        [Parameter("Add datasets: at most 50 that the user made and the caller may read.")]
        public bool IncludeDatasets { get; init; }

        [Parameter("Add num_followers.")]
        public bool IncludeNumFollowers { get; init; }

        [Parameter("Add password_hash; only for sysadmins.")]
        public bool IncludePasswordHash { get; init; }

        [Parameter("Add plugin_extras; only for sysadmins.")]
        public bool IncludePluginExtras { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        access.RequireSeeUsers(caller);
        return Task.CompletedTask;
    }

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var named = string.IsNullOrEmpty(p.Id) ? caller.UserId?.ToString() : p.Id;
        var user = (named is null ? null : await users.FindAsync(named, caller, ct)) ?? throw new NotFoundException();
        var result = UserResult.Of(user, caller, site.Url);
        if (p.IncludeDatasets)
        {
            var made = await packages.ListAsync(await users.NewestPackagesAsync(user.Id, MostDatasets, caller, ct), ct);
            result["datasets"] = JsonSerializer.SerializeToNode(made, ApiJson.Options);
        }

        if (p.IncludeNumFollowers)
            result["num_followers"] = await followers.CountFollowersAsync(user.Id, ct);
        if (p.IncludePasswordHash && caller.IsSysadmin)
            result["password_hash"] = UserResult.PasswordHash(user);
        if (p.IncludePluginExtras && caller.IsSysadmin)
            result["plugin_extras"] = UserResult.PluginExtras(user);
        return result;
    }
}
