using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return all active users, or their names.")]
internal sealed class UserList(UserStore users, UserAccess access, ISiteAddress site) : CkanAction<UserList.Parameters, IReadOnlyList<JsonNode>>
{
    public sealed record Parameters
    {
        [Parameter("Only users with this text in their name; for sysadmins also in their address.", MaxLength = 1000)]
        public string? Q { get; init; }

        [Parameter("Only the user with this e-mail address; only for sysadmins.", MaxLength = 1000)]
        public string? Email { get; init; }

        [Parameter("display_name, name, fullname, created or number_created_packages.")]
        public string OrderBy { get; init; } = "display_name";

        [Parameter("Return objects; false: names.")]
        public bool AllFields { get; init; } = true;

        [Parameter("Accepted for CKAN's sake: there is no user of the site itself.")]
        public bool IncludeSiteUser { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        access.RequireSeeUsers(caller);
        if (!string.IsNullOrEmpty(p.Email) && !caller.IsSysadmin)
            throw new NotAuthorizedException();
        return Task.CompletedTask;
    }

    protected override async Task<IReadOnlyList<JsonNode>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var sort = p.OrderBy switch
        {
            "name" => UserSort.Name,
            "created" => UserSort.Created,
            "number_created_packages" => UserSort.NumberCreatedPackages,
            "" or "display_name" or "fullname" => UserSort.DisplayName,
            _ => throw new ValidationException(new Dictionary<string, object> { ["message"] = $"order_by={(p.OrderBy.Length > 100 ? p.OrderBy[..100] : p.OrderBy)} is not supported" }),
        };
        var found = await users.ListAsync(new UserQuery { Text = NullIfEmpty(p.Q), Email = NullIfEmpty(p.Email), Sort = sort }, caller, ct);
        return [.. found.Select(user => p.AllFields ? UserResult.Of(user, caller, site.Url) : (JsonNode)user.Name)];
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
