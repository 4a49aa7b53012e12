using System.Text.Json.Nodes;
using Budget.Importers.Mapping;
using Dapper;
using Etl.Jobs.Running;
using OpenData.Core.Cubes;
using OpenData.Core.Database;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;

namespace Etl.Jobs.Registering;

/// <summary>Writes what a dataset's folder says to the catalog: organization, dataset, resources, code lists, sources. Repeating it changes nothing.</summary>
internal sealed class Registration(Database database, OrganizationStore organizations, PackageStore packages, CodeListStore codeLists)
{
    public async Task<SavedPackage> SaveAsync(DatasetFolder folder, CancellationToken ct)
    {
        var mapping = folder.Mapping;
        await organizations.SaveAsync(mapping.Publisher.Name, Local(mapping.Publisher.Title), "", ct);
        var saved = await packages.SaveAsync(DraftOf(mapping), ct);
        await codeLists.SaveAsync(saved.Id, Entries(folder), Uses(mapping), ct);
        await SaveSourcesAsync(saved.Id, folder, ct);
        return saved;
    }

    private static PackageDraft DraftOf(DatasetMapping mapping) => new()
    {
        Name = mapping.Name,
        Title = Local(mapping.Title),
        Notes = Local(mapping.Description),
        Url = mapping.SourceLinks.Select(link => link.Path).FirstOrDefault(path => path is not null),
        LicenseId = mapping.LicenseId,
        OwnerOrg = mapping.Publisher.Name,
        Tags = mapping.Keywords,
        Resources =
        [
            .. mapping.Resources.Select(resource => new ResourceDraft
            {
                Name = resource.Name, Title = Local(resource.Title), Description = Local(resource.Description), HasTable = true,
            }),
        ],
    };

    private async Task SaveSourcesAsync(Guid packageId, DatasetFolder folder, CancellationToken ct)
    {
        const string sql = """
            insert into etl.source (package_id, name, kind, config, mapping, mapping_hash, cron, timezone)
            values (@packageId, @Name, @Kind, @config::jsonb, @Json::json, @hash, @Cron, @TimeZone)
            on conflict (package_id, name) do update set
                kind = excluded.kind, config = excluded.config, mapping = excluded.mapping, mapping_hash = excluded.mapping_hash,
                cron = excluded.cron, timezone = excluded.timezone, enabled = true
            """;
        var mapping = folder.Mapping;
        var named = SourceNames.Of(mapping);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (name, source) in named)
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, new
            {
                packageId, name, source.Kind, config = ConfigOf(source).ToJsonString(), folder.Json, hash = Convert.FromHexString(mapping.Hash),
                mapping.Etl.Schedule.Cron, mapping.Etl.Schedule.TimeZone,
            }, cancellationToken: ct));
        }

        // One that is no longer in the mapping keeps its runs and gets no new ones.
        await connection.ExecuteAsync(new CommandDefinition("update etl.source set enabled = false where package_id = @packageId and not name = any(@names)",
            new { packageId, names = named.Select(source => source.Name).ToArray() }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    private static JsonObject ConfigOf(SourceMapping source)
    {
        var config = new JsonObject { ["kind"] = source.Kind, ["wait_seconds"] = (long)source.Wait.TotalSeconds };
        if (source is FolderSource folder)
            config["path"] = folder.Path;
        if (source is HttpSource http)
            config["urls"] = new JsonObject(http.Urls.Select(url => KeyValuePair.Create(url.Key, (JsonNode?)url.Value.OriginalString)));
        return config;
    }

    private static List<OpenData.Core.Cubes.CodeListEntry> Entries(DatasetFolder folder) =>
    [
        .. folder.CodeLists.SelectMany(list => list.Entries.Select(entry => new OpenData.Core.Cubes.CodeListEntry
        {
            List = list.Name, Code = entry.Code, Parent = entry.Parent, Label = Local(entry.Label), Variants = entry.Variants,
        })),
    ];

    private static List<CodeListUse> Uses(DatasetMapping mapping) =>
    [
        .. mapping.Resources.SelectMany(resource => resource.Fields.Where(field => field.CodeList is not null)
            .Select(field => new CodeListUse(resource.Name, field.Name, field.CodeList!))),
    ];

    private static Dictionary<string, string> Local(LocalText text) =>
        new Dictionary<string, string> { ["el"] = text.El, ["en"] = text.En }.Where(pair => pair.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
}
