using System.Text.Json;
using OpenData.Core.Files;
using OpenData.Core.Organizations;

namespace OpenData.Core.Packages;

/// <summary>A dataset as it comes from the database: lists as JSON texts, so that one statement reads one moment.</summary>
internal sealed record PackageRow
{
    public const string Select = $"""
        select p.id, p.name, p.title, p.title_translated::text as title_translated, p.notes, p.notes_translated::text as notes_translated,
               p.author, p.author_email, p.maintainer, p.maintainer_email, p.url, p.license_id, p.private, p.state, p.type,
               p.owner_org, p.creator_user_id, p.extras::text as extras, p.current_version, p.metadata_created, p.metadata_modified,
               coalesce(nullif(p.version, ''), (select d.label from ver.dataset_version d where d.package_id = p.id and d.v = p.current_version and {IsFed}), p.version) as version,
               (select jsonb_agg(jsonb_build_object(
                         'id', r.id, 'name', r.name, 'title_translated', r.title_translated, 'description', r.description,
                         'description_translated', r.description_translated, 'format', r.format, 'url', r.url, 'url_type', r.url_type,
                         'mimetype', r.mimetype, 'mimetype_inner', r.mimetype_inner, 'size', r.size,
                         'cache_url', r.cache_url, 'cache_last_updated', r.cache_last_updated, 'hash', r.hash, 'resource_type', r.resource_type, 'extras', r.extras,
                         'created', r.created, 'last_modified', r.last_modified, 'metadata_modified', r.metadata_modified,
                         'datastore_active', (select v.table_no from ver.resource_version v where v.resource_id = r.id and v.v <= p.current_version order by v.v desc limit 1) is not null)
                       order by r.position, r.id)
                  from catalog.resource r where r.package_id = p.id and r.state = 'active')::text as resources,
               (select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'vocabulary_id', t.vocabulary_id) order by t.name collate "C")
                  from catalog.package_tag pt join catalog.tag t on t.id = pt.tag_id where pt.package_id = p.id)::text as tags,
               (select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'title', g.title, 'description', g.description,
                                                    'image_display_url', g.image_url) order by g.name collate "C")
                  from catalog.package_group pg join catalog."group" g on g.id = pg.group_id
                 where pg.package_id = p.id and g.state = 'active')::text as groups,
               (select jsonb_build_object('id', o.id, 'name', o.name, 'title', o.title, 'type', o.type, 'description', o.description,
                                          'image_url', o.image_url, 'created', o.created, 'is_organization', o.is_organization,
                                          'approval_status', o.approval_status, 'state', o.state)
                  from catalog."group" o where o.id = p.owner_org)::text as organization,
               (select jsonb_agg(jsonb_build_object('id', x.id, 'type', x.type, 'comment', x.comment, 'subject', p.name, 'object', o.name,
                                                    '__extras', jsonb_build_object('subject_package_id', x.subject_id, 'object_package_id', x.object_id)) order by o.name collate "C", x.type)
                  from catalog.package_relationship x join catalog.package o on o.id = x.object_id where x.subject_id = p.id and {OtherIsReadable})::text as relationships_as_subject,
               (select jsonb_agg(jsonb_build_object('id', x.id, 'type', x.type, 'comment', x.comment, 'subject', o.name, 'object', p.name,
                                                    '__extras', jsonb_build_object('subject_package_id', x.subject_id, 'object_package_id', x.object_id)) order by o.name collate "C", x.type)
                  from catalog.package_relationship x join catalog.package o on o.id = x.subject_id where x.object_id = p.id and {OtherIsReadable})::text as relationships_as_object
          from catalog.package p
        """;

    /// <summary>Whether a source feeds the dataset <c>p</c>: only then the label of its data is shown as its version (design A.6); what clients write keeps CKAN's keys and values.</summary>
    public const string IsFed = "exists (select 1 from catalog.resource f where f.package_id = p.id and f.table_no is not null)";

    // Whoever reads this dataset reads the other one: it is public, or both are hidden in one organization.
    private const string OtherIsReadable = "((o.state = 'active' and not o.private) or (o.owner_org = p.owner_org and (p.private or p.state <> 'active')))";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Title { get; init; } = "";
    public string TitleTranslated { get; init; } = "{}";
    public string? Notes { get; init; }
    public string NotesTranslated { get; init; } = "{}";
    public string? Author { get; init; }
    public string? AuthorEmail { get; init; }
    public string? Maintainer { get; init; }
    public string? MaintainerEmail { get; init; }
    public string? Url { get; init; }
    public string? Version { get; init; }
    public string? LicenseId { get; init; }
    public bool Private { get; init; }
    public string State { get; init; } = "";
    public string Type { get; init; } = "";
    public Guid? OwnerOrg { get; init; }
    public Guid? CreatorUserId { get; init; }
    public string Extras { get; init; } = "{}";
    public int CurrentVersion { get; init; }
    public DateTimeOffset MetadataCreated { get; init; }
    public DateTimeOffset MetadataModified { get; init; }
    public string? Resources { get; init; }
    public string? Tags { get; init; }
    public string? Groups { get; init; }
    public string? Organization { get; init; }
    public string? RelationshipsAsSubject { get; init; }
    public string? RelationshipsAsObject { get; init; }

    /// <param name="site">Address that resource addresses begin with.</param>
    public Package ToPackage(string site)
    {
        var license = LicenseId is { Length: > 0 } ? LicenseRegister.Find(LicenseId) : null;
        return new Package
        {
            Id = Id,
            Name = Name,
            Title = Title,
            Author = Author,
            AuthorEmail = AuthorEmail,
            Maintainer = Maintainer,
            MaintainerEmail = MaintainerEmail,
            Notes = Notes,
            Url = Url,
            Version = Version,
            LicenseId = LicenseId,
            LicenseTitle = license?.Title ?? LicenseId,
            LicenseUrl = license?.Url is { Length: > 0 } url ? url : null,
            Isopen = license?.IsOpen() ?? false,
            Private = Private,
            State = State,
            Type = Type,
            OwnerOrg = OwnerOrg,
            CreatorUserId = CreatorUserId,
            MetadataCreated = MetadataCreated,
            MetadataModified = MetadataModified,
            Organization = Organization is null ? null : JsonSerializer.Deserialize<EmbeddedOrganization>(Organization, Json),
            Resources = [.. Read<ResourceRow>(Resources).Select((resource, position) => resource.ToResource(Id, position, site))],
            Tags = Read<PackageTag>(Tags),
            Groups = [.. Read<EmbeddedGroup>(Groups).Select(group => group with { ImageDisplayUrl = ImageAddress.Of(group.ImageDisplayUrl, "group", site) })],
            Extras = ReadExtras(),
            RelationshipsAsSubject = Read<PackageRelationship>(RelationshipsAsSubject),
            RelationshipsAsObject = Read<PackageRelationship>(RelationshipsAsObject),
            TitleTranslated = Texts(TitleTranslated),
            NotesTranslated = Texts(NotesTranslated),
            CurrentVersion = CurrentVersion,
        };
    }

    private List<Extra> ReadExtras()
    {
        var extras = JsonSerializer.Deserialize<Dictionary<string, string>>(Extras)!;
        if (TitleTranslated != "{}")
            extras["title_translated"] = TitleTranslated;
        if (NotesTranslated != "{}")
            extras["notes_translated"] = NotesTranslated;
        return [.. extras.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Extra(pair.Key, pair.Value))];
    }

    private static List<T> Read<T>(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<T>>(json, Json)!;

    private static Dictionary<string, string> Texts(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    private sealed record ResourceRow
    {
        public Guid Id { get; init; }
        public string? Name { get; init; }
        public Dictionary<string, string> TitleTranslated { get; init; } = [];
        public string? Description { get; init; }
        public Dictionary<string, string> DescriptionTranslated { get; init; } = [];
        public string Format { get; init; } = "";
        public string Url { get; init; } = "";
        public string? UrlType { get; init; }
        public string? Mimetype { get; init; }
        public string? MimetypeInner { get; init; }
        public string? CacheUrl { get; init; }
        public DateTimeOffset? CacheLastUpdated { get; init; }
        public long? Size { get; init; }
        public string Hash { get; init; } = "";
        public string? ResourceType { get; init; }
        public Dictionary<string, JsonElement> Extras { get; init; } = [];
        public DateTimeOffset Created { get; init; }
        public DateTimeOffset? LastModified { get; init; }
        public DateTimeOffset MetadataModified { get; init; }
        public bool DatastoreActive { get; init; }

        public Resource ToResource(Guid packageId, int position, string site) => new()
        {
            Id = Id,
            PackageId = packageId,
            Url = ResourceUrl.Show(Url, UrlType, packageId, Id, site),
            Name = Name,
            Description = Description,
            Format = Format,
            Hash = Hash,
            Size = Size,
            Mimetype = Mimetype,
            MimetypeInner = MimetypeInner,
            CacheUrl = CacheUrl,
            CacheLastUpdated = CacheLastUpdated,
            ResourceType = ResourceType,
            UrlType = UrlType,
            Created = Created,
            LastModified = LastModified,
            MetadataModified = MetadataModified,
            Position = position,
            State = "active",
            DatastoreActive = DatastoreActive,
            Extras = WithTranslations(),
            TitleTranslated = TitleTranslated,
            DescriptionTranslated = DescriptionTranslated,
        };

        private Dictionary<string, JsonElement> WithTranslations()
        {
            if (TitleTranslated.Count > 0)
                Extras["title_translated"] = JsonSerializer.SerializeToElement(TitleTranslated);
            if (DescriptionTranslated.Count > 0)
                Extras["description_translated"] = JsonSerializer.SerializeToElement(DescriptionTranslated);
            return Extras;
        }
    }
}
