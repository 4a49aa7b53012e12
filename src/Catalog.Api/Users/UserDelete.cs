using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_delete", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Delete a user account: its roles and tokens end, what it made stays.")]
internal sealed class UserDelete(UserStore users, UserEditor editor) : CkanAction<UserDelete.Parameters, object?>
{
    private User _user = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user.")]
        public required string Id { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        _user = await users.FindAsync(p.Id, caller, ct) ?? throw new NotFoundException($"User \"{p.Id}\" was not found.");

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await editor.DeleteAsync(_user.Id, ct);
        return null;
    }
}
