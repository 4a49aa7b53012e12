using Catalog.Api.Actions;
using Catalog.Api.Pages.Datasets;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;

namespace Catalog.Api.Pages.Users;

/// <summary>What everybody may know of a user, with the public datasets that they made (contract 2.7, 6.1). Never an e-mail address.</summary>
internal sealed class UserShow(ListingParts parts, Database database, CallerResolver callers, IOptions<AuthOptions> options) : DatasetListing(parts)
{
    public sealed record Profile
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string? Fullname { get; init; }

        /// <summary>Markdown.</summary>
        public string? About { get; init; }
        public DateTimeOffset Created { get; init; }

        public string DisplayName => string.IsNullOrWhiteSpace(Fullname) ? Name : Fullname;
    }

    public override IReadOnlyList<string> FacetFields => ["organization", "tags"];

    public Profile Person { get; private set; } = null!;

    /// <exception cref="NotFoundException">No such active user.</exception>
    /// <exception cref="NotAuthorizedException">The site shows its users to users only.</exception>
    public async Task<IActionResult> OnGetAsync(string name, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        if (caller.IsAnonymous && !options.Value.PublicUserDetails)
            throw new NotAuthorizedException();
        Person = await FindAsync(name, ct) ?? throw new NotFoundException();
        if (Person.Name != name)
            return RedirectTo($"/user/{Uri.EscapeDataString(Person.Name)}");
        await SearchAsync(("creator_user_id", Person.Id.ToString()), ct);
        return Page();
    }

    private async Task<Profile?> FindAsync(string idOrName, CancellationToken ct)
    {
        const string sql = """
            select id, name, fullname, about, created from catalog."user"
             where state = 'active' and (id = @id or name = @idOrName) order by id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var id = Guid.TryParseExact(idOrName, "D", out var parsed) ? parsed : (Guid?)null;
        return await connection.QuerySingleOrDefaultAsync<Profile>(new CommandDefinition(sql, new { id, idOrName }, cancellationToken: ct));
    }
}
