using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Users;

/// <summary>Foreign, unknown and ended tokens are answered alike, so that nobody learns of them (contract 3.7); for a sysadmin all of these are done.</summary>
[CkanAction("api_token_revoke", Effect.Write, MinimumCaller.Anonymous, Summary = "End an API token of the caller, by itself or by its id; sysadmins end any.")]
internal sealed class ApiTokenRevoke(ApiTokenStore tokens) : CkanAction<ApiTokenRevoke.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The token.", MaxLength = 1000)]
        public string? Token { get; init; }

        [Parameter("Its id, as api_token_list tells it.", MaxLength = 1000)]
        public string? Jti { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(p.Token) && string.IsNullOrEmpty(p.Jti))
            throw new ValidationException("token", "Missing value");
        return caller.IsAnonymous ? throw new NotAuthorizedException() : Task.CompletedTask;
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var revoked = await tokens.RevokeAsync(NullIfEmpty(p.Token), NullIfEmpty(p.Jti), caller.IsSysadmin ? null : caller.UserId, ct);
        return revoked || caller.IsSysadmin ? null : throw new NotAuthorizedException();
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
