using Dapper;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages;

/// <summary>What a registered dataset's draft means as stored content: names become ids, resources are known by their name within the dataset.</summary>
internal static class DraftContent
{
    /// <exception cref="ValidationException">The organization or a group does not exist, or two resources have one name.</exception>
    public static async Task<PackageContent> OfAsync(NpgsqlConnection connection, PackageDraft draft, PackageContent? stored, DateTimeOffset now, CancellationToken ct)
    {
        if (draft.Resources.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ValidationException("resources", $"Two resources are called \"{twice.Key}\"");
        var owner = draft.OwnerOrg is null ? (Guid?)null : await FindGroupAsync(connection, draft.OwnerOrg, isOrganization: true, ct)
            ?? throw new ValidationException("owner_org", "Organization does not exist");
        var groups = new List<Guid>();
        foreach (var name in draft.Groups)
            groups.Add(await FindGroupAsync(connection, name, isOrganization: false, ct) ?? throw new ValidationException("groups", $"Group \"{name}\" does not exist"));

        var resources = new List<ResourceContent>();
        var known = stored is null ? [] : await KnownAsync(connection, stored.Id, ct);
        foreach (var resource in draft.Resources)
            resources.Add(await OfAsync(connection, resource, known, stored, now, ct));
        return new PackageContent
        {
            Id = stored?.Id ?? Guid.NewGuid(), Name = draft.Name, Title = First(draft.Title) ?? draft.Name, TitleTranslated = Sorted(draft.Title), Notes = First(draft.Notes),
            NotesTranslated = Sorted(draft.Notes), Author = draft.Author, AuthorEmail = draft.AuthorEmail, Maintainer = draft.Maintainer, MaintainerEmail = draft.MaintainerEmail,
            Url = draft.Url, Version = draft.Version, LicenseId = draft.LicenseId, Private = draft.Private, State = draft.State, Type = stored?.Type ?? draft.Type, OwnerOrg = owner,
            CreatorUserId = stored is null ? draft.CreatorUserId : stored.CreatorUserId, Extras = Sorted(draft.Extras),
            Tags = [.. draft.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(tag => new TagContent(tag, null))],
            Groups = [.. groups.Distinct().Order()], Resources = resources,
        };
    }

    private static async Task<ResourceContent> OfAsync(
        NpgsqlConnection connection, ResourceDraft draft, Dictionary<string, Known> known, PackageContent? stored, DateTimeOffset now, CancellationToken ct)
    {
        var id = known.GetValueOrDefault(draft.Name);
        var before = stored?.Resources.FirstOrDefault(resource => resource.Id == id?.Id);
        var tableNo = id?.TableNo;
        if (draft.HasTable)
            tableNo ??= await connection.QuerySingleAsync<int>(new CommandDefinition("select nextval('catalog.table_no')::int", cancellationToken: ct));
        return (before ?? new ResourceContent { Id = id?.Id ?? Guid.NewGuid(), Created = id?.Created ?? now }) with
        {
            Name = draft.Name, TitleTranslated = Sorted(draft.Title), Description = First(draft.Description), DescriptionTranslated = Sorted(draft.Description), Format = draft.Format,
            Mimetype = draft.Mimetype, Url = draft.HasTable ? $"{draft.Name}.csv" : draft.Url, UrlType = draft.HasTable ? "upload" : null, ResourceType = draft.ResourceType,
            Extras = draft.Extras.DeepClone().AsObject(), TableNo = tableNo,
        };
    }

    /// <summary>Every resource the dataset ever had, by name; a living one wins over a deleted one: a resource that comes back keeps its id and rows.</summary>
    private static async Task<Dictionary<string, Known>> KnownAsync(NpgsqlConnection connection, Guid packageId, CancellationToken ct)
    {
        const string sql = """
            select id, coalesce(name, id::text) as name, table_no, created from catalog.resource
             where package_id = @packageId order by state = 'active', position desc
            """;
        return (await connection.QueryAsync<Known>(new CommandDefinition(sql, new { packageId }, cancellationToken: ct)))
            .GroupBy(row => row.Name, StringComparer.Ordinal).ToDictionary(rows => rows.Key, rows => rows.Last(), StringComparer.Ordinal);
    }

    private static Task<Guid?> FindGroupAsync(NpgsqlConnection connection, string name, bool isOrganization, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "select id from catalog.\"group\" where name = @name and is_organization = @isOrganization and state = 'active'",
            new { name, isOrganization }, cancellationToken: ct));

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> texts) => new(texts.ToDictionary(), StringComparer.Ordinal);

    private static string? First(IReadOnlyDictionary<string, string> texts) =>
        Texts.TextCatalog.Languages.Select(texts.GetValueOrDefault).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? texts.Values.FirstOrDefault();

    private sealed record Known
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public int? TableNo { get; init; }
        public DateTimeOffset Created { get; init; }
    }
}
