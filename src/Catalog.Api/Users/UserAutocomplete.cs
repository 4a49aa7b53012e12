using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_autocomplete", Effect.Read, MinimumCaller.Anonymous, Summary = "Return users with a text in their name, for suggestions.")]
internal sealed class UserAutocomplete(UserStore users, UserAccess access) : CkanAction<UserAutocomplete.Parameters, IReadOnlyList<UserAutocomplete.Suggestion>>
{
    private const long Most = 1000;

    public sealed record Parameters
    {
        [Parameter("A part of the name or full name, in any case.", MaxLength = 1000)]
        public required string Q { get; init; }

        [Parameter("At most this many, up to 1000.", Min = 0)]
        public long Limit { get; init; } = 20;

        [Parameter("Leave the caller out.", Lenient = true)]
        public bool IgnoreSelf { get; init; }
    }

    public sealed record Suggestion(Guid Id, string Name, string? Fullname);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        access.RequireSeeUsers(caller);
        return Task.CompletedTask;
    }

    protected override async Task<IReadOnlyList<Suggestion>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        [.. (await users.ListAsync(new UserQuery { Text = p.Q, NotUser = p.IgnoreSelf ? caller.UserId : null, Sort = UserSort.Name, Limit = Math.Min(p.Limit, Most) }, caller, ct))
            .Select(user => new Suggestion(user.Id, user.Name, user.Fullname))];
}
