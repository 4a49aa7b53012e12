using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace OpenData.Core.Packages.Input;

/// <summary>What the names and ids in a dataset document stand for, asked at once: organization, groups, vocabularies, and whether its own are free.</summary>
internal sealed record PackageLookups
{
    /// <summary>The organization or group behind <c>owner_org</c>, or null.</summary>
    public required Found? Owner { get; init; }

    /// <summary>Groups behind <c>groups</c>, those that exist.</summary>
    public required IReadOnlyList<Found> Groups { get; init; }

    /// <summary>The dataset of that name, or null.</summary>
    public required Found? Named { get; init; }

    /// <summary>Whether a dataset has that id.</summary>
    public required bool IdTaken { get; init; }

    /// <summary>Dataset by resource id, deleted resources too.</summary>
    public required IReadOnlyDictionary<Guid, Guid> ResourceOwners { get; init; }

    /// <summary>Id by id and by name.</summary>
    public required IReadOnlyDictionary<string, Guid> Vocabularies { get; init; }

    public static async Task<PackageLookups> LoadAsync(NpgsqlConnection connection, JsonObject document, CancellationToken ct)
    {
        const string sql = """
            select (select jsonb_build_object('Id', g.id, 'Name', g.name, 'State', g.state, 'IsOrganization', g.is_organization)
                      from catalog."group" g where g.id = @ownerId or g.name = @owner order by g.id = @ownerId desc nulls last limit 1)::text as owner,
                   (select jsonb_agg(jsonb_build_object('Id', g.id, 'Name', g.name, 'State', g.state, 'IsOrganization', g.is_organization))
                      from catalog."group" g where g.id = any(@groupIds) or g.name = any(@groups))::text as groups,
                   (select jsonb_build_object('Id', p.id, 'Name', p.name, 'State', p.state) from catalog.package p where p.name = @name)::text as named,
                   exists (select 1 from catalog.package p where p.id = @id) as id_taken,
                   (select jsonb_object_agg(r.id, r.package_id) from catalog.resource r where r.id = any(@resources))::text as resource_owners,
                   (select jsonb_agg(jsonb_build_object('Id', v.id, 'Name', v.name)) from catalog.vocabulary v where v.id = any(@vocabularyIds) or v.name = any(@vocabularies))::text as vocabularies
            """;
        var owner = InputText.Of(document, "owner_org");
        var groups = Texts(document, "groups", "id").Concat(Texts(document, "groups", "name")).ToArray();
        var vocabularies = Texts(document, "tags", "vocabulary_id").ToArray();
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(sql, new
        {
            owner, ownerId = AsId(owner), groups, groupIds = AsIds(groups), name = InputText.Of(document, "name"), id = AsId(InputText.Of(document, "id")),
            resources = AsIds(Texts(document, "resources", "id")), vocabularies, vocabularyIds = AsIds(vocabularies),
        }, cancellationToken: ct));
        return row.ToLookups();
    }

    /// <summary>The group that an entry of <c>groups</c> names, by id or else by name; null when there is none.</summary>
    public Found? FindGroup(JsonObject entry)
    {
        var (id, name) = (InputText.Of(entry, "id"), InputText.Of(entry, "name"));
        return Groups.FirstOrDefault(group => group.Id == AsId(id)) ?? Groups.FirstOrDefault(group => group.Name == (string.IsNullOrEmpty(id) ? name : id) || group.Name == name);
    }

    private static IEnumerable<string> Texts(JsonObject document, string list, string key) =>
        document[list] is JsonArray items ? items.OfType<JsonObject>().Select(item => InputText.Of(item, key)).OfType<string>().Where(text => text.Length > 0) : [];

    private static Guid? AsId(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    private static Guid[] AsIds(IEnumerable<string> texts) => [.. texts.Select(AsId).OfType<Guid>()];

    /// <summary>A group, organization, dataset or vocabulary that was looked for.</summary>
    public sealed record Found
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string State { get; init; } = "";
        public bool IsOrganization { get; init; }
    }

    private sealed record Row
    {
        public string? Owner { get; init; }
        public string? Groups { get; init; }
        public string? Named { get; init; }
        public bool IdTaken { get; init; }
        public string? ResourceOwners { get; init; }
        public string? Vocabularies { get; init; }

        public PackageLookups ToLookups()
        {
            var vocabularies = new Dictionary<string, Guid>(StringComparer.Ordinal);
            foreach (var found in Read<List<Found>>(Vocabularies) ?? [])
            {
                vocabularies[found.Name] = found.Id;
                vocabularies[found.Id.ToString()] = found.Id;
            }

            return new PackageLookups
            {
                Owner = Read<Found>(Owner),
                Groups = (Read<List<Found>>(Groups) ?? []).Where(group => !group.IsOrganization && group.State == "active").ToList(),
                Named = Read<Found>(Named),
                IdTaken = IdTaken,
                ResourceOwners = Read<Dictionary<Guid, Guid>>(ResourceOwners) ?? [],
                Vocabularies = vocabularies,
            };
        }

        private static T? Read<T>(string? json)
            where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json);
    }
}
