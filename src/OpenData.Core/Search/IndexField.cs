using System.Globalization;
using System.Text.RegularExpressions;
using OpenData.Core.Packages;

namespace OpenData.Core.Search;

/// <summary>What can be done with a field of the search (contract 4.3).</summary>
public enum IndexKind
{
    /// <summary>Whole values, case-sensitive.</summary>
    Exact,

    /// <summary>Whole numbers.</summary>
    Number,

    Date,

    /// <summary>Words in the search vector, of the weights given.</summary>
    Words,

    /// <summary>Words in texts that the search vector does not keep apart.</summary>
    Text,

    /// <summary>Any part of a value, in any case.</summary>
    Substring,
}

/// <summary>A field of the search over <c>catalog.package p</c>.</summary>
/// <param name="Name">As CKAN calls it.</param>
/// <param name="Kind">Its behaviour.</param>
/// <param name="Sql">One value: an expression. Several: a select of one column named <c>v</c>. For <see cref="IndexKind.Words"/> the weights.</param>
/// <param name="IsMultiple">Whether <paramref name="Sql"/> is a select.</param>
public sealed partial record IndexField(string Name, IndexKind Kind, string Sql, bool IsMultiple = false)
{
    private static readonly Dictionary<string, IndexField> Known = new IndexField[]
    {
        new("id", IndexKind.Exact, "p.id::text"),
        new("name", IndexKind.Exact, "p.name"),
        new("url", IndexKind.Exact, "p.url"),
        new("version", IndexKind.Exact, "p.version"),
        new("license_id", IndexKind.Exact, "nullif(p.license_id, '')"),
        new("state", IndexKind.Exact, "p.state"),
        new("type", IndexKind.Exact, "p.type"),
        new("dataset_type", IndexKind.Exact, "p.type"),
        new("entity_type", IndexKind.Exact, "'package'::text"),
        new("organization", IndexKind.Exact, "(select o.name from catalog.\"group\" o where o.id = p.owner_org)"),
        new("owner_org", IndexKind.Exact, "p.owner_org::text"),
        new("creator_user_id", IndexKind.Exact, "p.creator_user_id::text"),
        new("capacity", IndexKind.Exact, "case when p.private then 'private' else 'public' end"),
        new("permission_labels", IndexKind.Exact, "case when p.private then null else 'public' end"),
        new("private", IndexKind.Exact, "p.private::text"),
        new("isopen", IndexKind.Exact, $"coalesce(p.license_id in ({string.Join(", ", LicenseRegister.All.Where(l => l.IsOpen()).Select(l => Database.Sql.Literal(l.Id)))}), false)::text"),
        new("title_string", IndexKind.Exact, "p.title"),
        new("num_resources", IndexKind.Number, "(select count(*) from catalog.resource r where r.package_id = p.id and r.state = 'active')"),
        new("num_tags", IndexKind.Number, "(select count(*) from catalog.package_tag pt where pt.package_id = p.id)"),
        new("views_total", IndexKind.Number, "0::int"),
        new("views_recent", IndexKind.Number, "0::int"),
        new("metadata_created", IndexKind.Date, "p.metadata_created"),
        new("metadata_modified", IndexKind.Date, "p.metadata_modified"),
        new("indexed_ts", IndexKind.Date, "p.metadata_modified"),
        new("tags", IndexKind.Exact, "select t.name as v from catalog.package_tag pt join catalog.tag t on t.id = pt.tag_id where pt.package_id = p.id", true),
        new("groups", IndexKind.Exact, "select g.name as v from catalog.package_group pg join catalog.\"group\" g on g.id = pg.group_id where pg.package_id = p.id", true),
        Resource("res_format", "format", IndexKind.Exact),
        Resource("res_url", "url", IndexKind.Exact),
        Resource("res_type", "resource_type", IndexKind.Exact),
        Resource("res_name", "name", IndexKind.Text),
        Resource("res_description", "description", IndexKind.Text),
        new("author", IndexKind.Text, "p.author"),
        new("author_email", IndexKind.Text, "p.author_email"),
        new("maintainer", IndexKind.Text, "p.maintainer"),
        new("maintainer_email", IndexKind.Text, "p.maintainer_email"),
        new("title", IndexKind.Words, "A"),
        new("notes", IndexKind.Words, "C"),
        new("text", IndexKind.Words, ""),
        new("title_ngram", IndexKind.Substring, "p.title"),
        new("name_ngram", IndexKind.Substring, "p.name"),
    }.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The field of that name. Any other name is an extra's key, which may exist or not: an unknown field is no error, it finds nothing.</summary>
    public static IndexField Of(string name)
    {
        if (Known.TryGetValue(name, out var known))
            return known;
        const string prefix = "extras_";
        var isText = name.StartsWith(prefix, StringComparison.Ordinal);
        // The key is cut to [A-Za-z0-9_-] on both sides, so it can stand in the statement: "my key" is found as mykey.
        var key = NotInKeys().Replace(isText ? name[prefix.Length..] : name, "");
        var sql = string.Create(CultureInfo.InvariantCulture,
            $"select e.value as v from jsonb_each_text(p.extras) e where regexp_replace(e.key, '[^A-Za-z0-9_-]', '', 'g') = {Database.Sql.Literal(key)}");
        return new IndexField(name, isText ? IndexKind.Text : IndexKind.Exact, sql, IsMultiple: true);
    }

    /// <summary>The values as a select of <c>v</c>.</summary>
    public string Values => IsMultiple ? Sql : $"select {Sql} as v";

    private static IndexField Resource(string name, string column, IndexKind kind) =>
        new(name, kind, $"select r.{column} as v from catalog.resource r where r.package_id = p.id and r.state = 'active'", true);

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInKeys();
}
