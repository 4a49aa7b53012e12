using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("api_token_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return to the user and sysadmins the live API tokens of a user, without the tokens themselves.")]
internal sealed class ApiTokenList(UserStore users, ApiTokenStore tokens) : CkanAction<ApiTokenList.Parameters, IReadOnlyList<ApiToken>>
{
    private User _user = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user.", Alias = "user")]
        public required string UserId { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _user = await users.FindAsync(p.UserId, caller, ct) ?? throw new NotFoundException("User not found");
        UserAccess.RequireSelf(_user, caller);
    }

    protected override Task<IReadOnlyList<ApiToken>> RunAsync(Parameters p, Caller caller, CancellationToken ct) => tokens.ListAsync(_user.Id, ct);
}
