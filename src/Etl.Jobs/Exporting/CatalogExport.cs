using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dapper;
using OpenData.Core;
using OpenData.Core.Database;
using OpenData.Core.Packages;

namespace Etl.Jobs.Exporting;

/// <summary>
/// The catalog as lines of JSON, as <c>ckanapi dump</c> writes them: users, organizations, groups, and every dataset that is not deleted, private ones and
/// drafts too. A page of datasets is in memory at a time. What is written while it goes on is in it as it was when its page was read.
/// </summary>
/// <param name="database">Whose.</param>
/// <param name="packages">With the address that links to uploaded files begin with.</param>
/// <param name="site">The same address.</param>
internal sealed class CatalogExport(Database database, PackageStore packages, string site)
{
    private const int Page = 200;

    // Members by name: that is how an import finds them. Without password hashes, tokens and pictures of people.
    private const string Users = """
        select jsonb_build_object('id', u.id, 'name', u.name, 'fullname', u.fullname, 'email', u.email, 'about', u.about, 'sysadmin', u.sysadmin, 'state', u.state)::text
          from catalog."user" u where u.state = 'active' order by u.name collate "C"
        """;

    private const string Groups = """
        select jsonb_build_object('id', g.id, 'name', g.name, 'title', g.title, 'title_translated', g.title_translated, 'description', g.description,
                   'image_url', case when g.image_url = '' or g.image_url ~* '^https?://' then g.image_url else @site || '/uploads/group/' || g.image_url end,
                   'type', g.type, 'is_organization', g.is_organization, 'approval_status', g.approval_status, 'state', g.state,
                   'created', to_char(g.created at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                   'extras', (select coalesce(jsonb_agg(jsonb_build_object('key', e.key, 'value', e.value) order by e.key collate "C"), '[]') from jsonb_each_text(g.extras) e),
                   'users', (select coalesce(jsonb_agg(jsonb_build_object('name', u.name, 'capacity', m.capacity) order by u.name collate "C"), '[]')
                               from catalog.member m join catalog."user" u on u.id = m.user_id where m.group_id = g.id and u.state = 'active'))::text
          from catalog."group" g where g.state = 'active' order by g.is_organization desc, g.name collate "C"
        """;

    /// <summary>Each line is one object.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using (var connection = await database.Read.OpenConnectionAsync(ct))
        {
            foreach (var sql in new[] { Users, Groups })
            {
                await foreach (var line in connection.QueryUnbufferedAsync<string>(sql, new { site }).WithCancellation(ct))
                    yield return Encoding.UTF8.GetBytes(line);
            }
        }

        for (var after = Guid.Empty; ;)
        {
            var ids = await IdsAsync(after, ct);
            foreach (var package in await packages.ListAsync(ids, ct))
                yield return JsonSerializer.SerializeToUtf8Bytes(package, CkanJson.Options);
            if (ids.Count < Page)
                yield break;
            after = ids[^1];
        }
    }

    private async Task<IReadOnlyList<Guid>> IdsAsync(Guid after, CancellationToken ct)
    {
        const string sql = "select id from catalog.package where state <> 'deleted' and id > @after order by id limit @Page";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, new { after, Page }, cancellationToken: ct))];
    }
}
