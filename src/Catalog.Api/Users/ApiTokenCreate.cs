using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

/// <summary>The lifetime's two parameters are those of CKAN's <c>expire_api_token</c> plug-in.</summary>
[CkanAction("api_token_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Make an API token for a user, by the user or a sysadmin. The answer is the only time that it is shown.")]
internal sealed class ApiTokenCreate(UserStore users, ApiTokenStore tokens) : CkanAction<ApiTokenCreate.Parameters, ApiTokenCreate.Result>
{
    /// <summary>Ten years: far enough that it is no limit, near enough that no sum overflows.</summary>
    private const long MostSeconds = 315_576_000;

    private User _user = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user.")]
        public required string User { get; init; }

        [Parameter("What the token is for.", MaxLength = 1000)]
        public required string Name { get; init; }

        [Parameter("Ends after this many units; 0 or nothing: when it is revoked.", Min = 0)]
        public long ExpiresIn { get; init; }

        [Parameter("Seconds in a unit of expires_in: 1, 60, 3600, 86400 or another number.", Min = 1)]
        public long Unit { get; init; } = 1;
    }

    public sealed record Result(string Token);

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _user = await users.FindAsync(p.User, caller, ct) is { State: "active" } user ? user : throw new NotFoundException("User not found");
        UserAccess.RequireSelf(_user, caller);
    }

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (p.ExpiresIn > MostSeconds / Math.Min(p.Unit, MostSeconds))
            throw new ValidationException("expires_in", $"Must be at most {MostSeconds} seconds");
        var lifetime = p.ExpiresIn == 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(p.ExpiresIn * p.Unit);
        return new Result(await tokens.CreateAsync(_user.Name, p.Name, ct, lifetime));
    }
}
