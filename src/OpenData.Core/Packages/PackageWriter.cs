using System.Text.Json;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Search;

namespace OpenData.Core.Packages;

/// <summary>The statements of <see cref="PackageStore.SaveAsync"/>, inside its transaction.</summary>
internal static class PackageWriter
{
    public static async Task<SavedPackage> WriteAsync(NpgsqlConnection connection, PackageDraft draft, DateTimeOffset now, CancellationToken ct)
    {
        if (draft.Resources.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ValidationException("resources", $"Two resources are called \"{twice.Key}\"");
        var owner = draft.OwnerOrg is null ? (Guid?)null : await FindGroupAsync(connection, draft.OwnerOrg, isOrganization: true, ct)
            ?? throw new ValidationException("owner_org", "Organization does not exist");

        var id = await WritePackageAsync(connection, draft, owner, now, ct);
        await WriteTagsAsync(connection, id, draft.Tags, ct);
        await WriteGroupsAsync(connection, id, draft.Groups, ct);
        var resources = await WriteResourcesAsync(connection, id, draft.Resources, now, ct);
        return new SavedPackage { Id = id, Name = draft.Name, Changed = true, Resources = resources };
    }

    private static Task<Guid> WritePackageAsync(NpgsqlConnection connection, PackageDraft draft, Guid? owner, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.package (id, name, title, title_translated, notes, notes_translated, author, author_email, maintainer, maintainer_email,
                                         url, version, license_id, private, state, type, owner_org, creator_user_id, extras, search,
                                         metadata_created, metadata_modified)
            values (gen_random_uuid(), @Name, @title, @titleTranslated::jsonb, @notes, @notesTranslated::jsonb, @Author, @AuthorEmail, @Maintainer, @MaintainerEmail,
                    @Url, @Version, @LicenseId, @Private, @State, @Type, @owner, @CreatorUserId, @extras::jsonb, @search::tsvector, @now, @now)
            on conflict (name) do update set
                title = excluded.title, title_translated = excluded.title_translated, notes = excluded.notes, notes_translated = excluded.notes_translated,
                author = excluded.author, author_email = excluded.author_email, maintainer = excluded.maintainer, maintainer_email = excluded.maintainer_email,
                url = excluded.url, version = excluded.version, license_id = excluded.license_id, private = excluded.private, state = excluded.state,
                owner_org = excluded.owner_org, extras = excluded.extras, search = excluded.search, metadata_modified = excluded.metadata_modified
            returning id
            """;
        return connection.QuerySingleAsync<Guid>(new CommandDefinition(sql, new
        {
            draft.Name, title = First(draft.Title) ?? draft.Name, titleTranslated = JsonSerializer.Serialize(draft.Title),
            notes = First(draft.Notes), notesTranslated = JsonSerializer.Serialize(draft.Notes), draft.Author, draft.AuthorEmail, draft.Maintainer, draft.MaintainerEmail,
            draft.Url, draft.Version, draft.LicenseId, draft.Private, draft.State, draft.Type, owner, draft.CreatorUserId,
            extras = JsonSerializer.Serialize(draft.Extras), search = Words(draft), now,
        }, cancellationToken: ct));
    }

    private static async Task WriteTagsAsync(NpgsqlConnection connection, Guid packageId, IReadOnlyList<string> tags, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.tag (id, name) select gen_random_uuid(), name from unnest(@names) name on conflict (name, vocabulary_id) do nothing;
            delete from catalog.package_tag pt using catalog.tag t where pt.tag_id = t.id and pt.package_id = @packageId and not t.name = any(@names);
            insert into catalog.package_tag (package_id, tag_id) select @packageId, id from catalog.tag where name = any(@names) and vocabulary_id is null on conflict do nothing
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { packageId, names = tags.Distinct(StringComparer.Ordinal).ToArray() }, cancellationToken: ct));
    }

    private static async Task WriteGroupsAsync(NpgsqlConnection connection, Guid packageId, IReadOnlyList<string> groups, CancellationToken ct)
    {
        var ids = new List<Guid>();
        foreach (var name in groups)
            ids.Add(await FindGroupAsync(connection, name, isOrganization: false, ct) ?? throw new ValidationException("groups", $"Group \"{name}\" does not exist"));
        const string sql = """
            delete from catalog.package_group where package_id = @packageId and not group_id = any(@ids);
            insert into catalog.package_group (package_id, group_id) select @packageId, unnest(@ids) on conflict do nothing
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { packageId, ids = ids.Distinct().ToArray() }, cancellationToken: ct));
    }

    private static async Task<IReadOnlyList<SavedResource>> WriteResourcesAsync(
        NpgsqlConnection connection, Guid packageId, IReadOnlyList<ResourceDraft> drafts, DateTimeOffset now, CancellationToken ct)
    {
        var known = (await connection.QueryAsync<(Guid Id, string Name, int? TableNo)>(new CommandDefinition(
                "select id, coalesce(name, id::text), table_no from catalog.resource where package_id = @packageId order by state = 'active', position desc",
                new { packageId }, cancellationToken: ct)))
            .GroupBy(row => row.Name, StringComparer.Ordinal).ToDictionary(rows => rows.Key, rows => rows.Last(), StringComparer.Ordinal);
        var saved = new List<SavedResource>();
        foreach (var (position, draft) in drafts.Index())
        {
            var (id, _, tableNo) = known.GetValueOrDefault(draft.Name);
            if (draft.HasTable)
                tableNo ??= await connection.QuerySingleAsync<int>(new CommandDefinition("select nextval('catalog.table_no')::int", cancellationToken: ct));
            saved.Add(new SavedResource(id == default ? Guid.NewGuid() : id, draft.Name, tableNo));
            await WriteResourceAsync(connection, packageId, saved[^1], draft, position, now, ct);
        }

        // Deleted, not removed: old versions still read its rows.
        await connection.ExecuteAsync(new CommandDefinition(
            "update catalog.resource set state = 'deleted' where package_id = @packageId and not id = any(@ids)",
            new { packageId, ids = saved.Select(resource => resource.Id).ToArray() }, cancellationToken: ct));
        return saved;
    }

    private static async Task WriteResourceAsync(
        NpgsqlConnection connection, Guid packageId, SavedResource saved, ResourceDraft draft, int position, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.resource (id, package_id, name, title_translated, description, description_translated, format, mimetype, url, url_type,
                                          resource_type, extras, position, table_no, created, metadata_modified)
            values (@Id, @packageId, @Name, @title::jsonb, @description, @descriptions::jsonb, @Format, @Mimetype, @url, @urlType,
                    @ResourceType, @extras::jsonb, @position, @TableNo, @now, @now)
            on conflict (id) do update set
                title_translated = excluded.title_translated, description = excluded.description, description_translated = excluded.description_translated,
                format = excluded.format, mimetype = excluded.mimetype, url = excluded.url, url_type = excluded.url_type, resource_type = excluded.resource_type,
                extras = excluded.extras, position = excluded.position, table_no = excluded.table_no, state = 'active', metadata_modified = excluded.metadata_modified
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            saved.Id, packageId, draft.Name, title = JsonSerializer.Serialize(draft.Title), description = First(draft.Description),
            descriptions = JsonSerializer.Serialize(draft.Description), draft.Format, draft.Mimetype,
            url = draft.HasTable ? $"{draft.Name}.csv" : draft.Url, urlType = draft.HasTable ? "upload" : null,
            draft.ResourceType, extras = draft.Extras.ToJsonString(), position, saved.TableNo, now,
        }, cancellationToken: ct));
    }

    private static Task<Guid?> FindGroupAsync(NpgsqlConnection connection, string name, bool isOrganization, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "select id from catalog.\"group\" where name = @name and is_organization = @isOrganization and state = 'active'",
            new { name, isOrganization }, cancellationToken: ct));

    /// <summary>What the dataset is found by (contract 4.3, catch-all field).</summary>
    private static string Words(PackageDraft draft)
    {
        var document = new SearchDocument();
        foreach (var title in draft.Title.Values)
            document.Add(title, 'A');
        document.Add(draft.Name, 'B');
        foreach (var word in draft.Tags.Concat(draft.Groups).Append(draft.OwnerOrg ?? ""))
            document.Add(word, 'B');
        foreach (var notes in draft.Notes.Values)
            document.Add(notes, 'C');
        foreach (var text in new[] { draft.Author, draft.Maintainer, draft.Url, draft.LicenseId }.Concat(draft.Extras.Values))
            document.Add(text, 'D');
        foreach (var resource in draft.Resources)
        {
            foreach (var text in resource.Title.Values.Concat(resource.Description.Values).Append(resource.Name).Append(resource.Url))
                document.Add(text, 'D');
        }

        return document.ToString();
    }

    private static string? First(IReadOnlyDictionary<string, string> texts) =>
        Texts.TextCatalog.Languages.Select(texts.GetValueOrDefault).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? texts.Values.FirstOrDefault();
}
