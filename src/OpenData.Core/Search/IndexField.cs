using System.Text.RegularExpressions;
using OpenData.Core.Packages;

namespace OpenData.Core.Search;

/// <summary>What can be done with a field of the search (contract 4.3).</summary>
public enum IndexKind
{
    /// <summary>Whole values, case-sensitive, among the terms of the index row: <c>tags:water</c>.</summary>
    Term,

    /// <summary>The same, one text column or expression.</summary>
    Column,

    /// <summary>An id column.</summary>
    Id,

    /// <summary>An organization or a group by its name; the index keeps their ids, so that a new name needs no new index.</summary>
    Group,

    /// <summary>Whole numbers.</summary>
    Number,

    Date,

    /// <summary>A date among the terms, in a form that sorts by time.</summary>
    DateTerm,

    /// <summary>Words in the search vector, of the weights given.</summary>
    Words,

    /// <summary>Words in the search vector that stand there a second time behind the field's name, without stemming.</summary>
    Text,

    /// <summary>Any part of a value, in any case.</summary>
    Substring,
}

/// <summary>A field of the search over <c>catalog.package_index p</c>.</summary>
/// <param name="Name">As CKAN calls it.</param>
/// <param name="Kind">Its behaviour.</param>
/// <param name="Sql">An expression; for <see cref="IndexKind.Words"/> the weights; for terms, text and groups the name by which the index knows it.</param>
public sealed partial record IndexField(string Name, IndexKind Kind, string Sql)
{
    private static readonly Dictionary<string, IndexField> Known = new IndexField[]
    {
        new("id", IndexKind.Id, "p.id"),
        new("owner_org", IndexKind.Id, "p.owner_org"),
        new("creator_user_id", IndexKind.Id, "p.creator_user_id"),
        new("name", IndexKind.Column, "p.name"),
        new("title_string", IndexKind.Column, "p.title"),
        new("license_id", IndexKind.Term, "license_id"),
        new("state", IndexKind.Column, "p.state"),
        new("type", IndexKind.Term, "type"),
        new("dataset_type", IndexKind.Term, "type"),
        new("entity_type", IndexKind.Column, "'package'::text"),
        new("site_id", IndexKind.Column, "'default'::text"),
        new("capacity", IndexKind.Column, "case when p.private then 'private' else 'public' end"),
        new("permission_labels", IndexKind.Column, "case when p.private then null else 'public' end"),
        new("private", IndexKind.Column, "p.private::text"),
        new("isopen", IndexKind.Column, $"coalesce(p.license_id in ({string.Join(", ", LicenseRegister.All.Where(l => l.IsOpen()).Select(l => Database.Sql.Literal(l.Id)))}), false)::text"),
        new("organization", IndexKind.Group, "organization"),
        new("groups", IndexKind.Group, "groups"),
        new("num_resources", IndexKind.Number, "p.num_resources"),
        new("num_tags", IndexKind.Number, "p.num_tags"),
        new("views_total", IndexKind.Number, "0::int"),
        new("views_recent", IndexKind.Number, "0::int"),
        new("metadata_created", IndexKind.Date, "p.metadata_created"),
        new("metadata_modified", IndexKind.Date, "p.metadata_modified"),
        new("indexed_ts", IndexKind.Date, "p.metadata_modified"),
        new("tags", IndexKind.Term, "tags"),
        new("res_format", IndexKind.Term, "res_format"),
        new("res_url", IndexKind.Term, "res_url"),
        new("res_type", IndexKind.Term, "res_type"),
        new("url", IndexKind.Term, "url"),
        new("version", IndexKind.Term, "version"),
        new("res_name", IndexKind.Text, "res_name"),
        new("res_description", IndexKind.Text, "res_description"),
        new("author", IndexKind.Text, "author"),
        new("author_email", IndexKind.Text, "author_email"),
        new("maintainer", IndexKind.Text, "maintainer"),
        new("maintainer_email", IndexKind.Text, "maintainer_email"),
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
        if (name.StartsWith("vocab_", StringComparison.Ordinal))
            return new IndexField(name, IndexKind.Term, name);
        // The key of an extra is cut to [A-Za-z0-9_-] on both sides: "my key" is found as mykey.
        const string extra = "extras_", resource = "res_";
        if (name.StartsWith(extra, StringComparison.Ordinal))
            return new IndexField(name, IndexKind.Text, SearchDocument.ExtraField(name[extra.Length..]));
        if (name.StartsWith(resource + extra, StringComparison.Ordinal))
            return new IndexField(name, IndexKind.Text, resource + SearchDocument.ExtraField(name[(resource.Length + extra.Length)..]));
        var key = NotInKeys().Replace(name, "");
        return new IndexField(name, key.EndsWith("_date", StringComparison.Ordinal) ? IndexKind.DateTerm : IndexKind.Term, key);
    }

    /// <summary>CKAN's own field with several values for a dataset: there is no order by it (contract 4.6).</summary>
    public bool IsMultiple => Name is "tags" or "groups" || Name.StartsWith("res_", StringComparison.Ordinal) || Name.StartsWith("vocab_", StringComparison.Ordinal);

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInKeys();
}
