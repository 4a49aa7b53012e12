using OpenData.Core.Access;
using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary><c>_table_metadata</c>: the tables that the caller may read, as rows. ckanr's database driver lists tables from it (contract 5.11).</summary>
internal static class TableList
{
    public const string Name = "_table_metadata";

    public static RowSource For(Caller caller) => new()
    {
        From = $"""
            (select substr(md5(t.name), 1, 16) as _id, t.name, rv.table_no::text as oid, t.alias_of
               from catalog.resource r
               join catalog.package p on p.id = r.package_id
               join lateral (select table_no from ver.resource_version v where v.resource_id = r.id and v.v <= p.current_version order by v.v desc limit 1) rv on rv.table_no is not null
               join lateral (select r.id::text as name, null::text as alias_of
                             union all select a.name, r.id::text from catalog.datastore_alias a where a.resource_id = r.id) t on true
              where r.state = 'active' and {Numbered(PackageAccess.ReadableSql)})
            """,
        Where = "true",
        Columns = [new RowColumn { Name = "_id", Type = "int", Sql = "s._id", ComparedAs = "text" }, Column("name", "name"), Column("oid", "oid"), Column("alias_of", "name")],
        Parameters = [caller.IsSysadmin, caller.UserId, caller.Roles.Keys.ToArray(), caller.Collaborations.Keys.ToArray()],
    };

    /// <summary>With the places of the row reader's statements, which number their parameters.</summary>
    private static string Numbered(string sql) => sql
        .Replace("@callerIsSysadmin", "$1", StringComparison.Ordinal).Replace("@callerId", "$2::uuid", StringComparison.Ordinal)
        .Replace("@callerOrgs", "$3::uuid[]", StringComparison.Ordinal).Replace("@callerPackages", "$4::uuid[]", StringComparison.Ordinal);

    private static RowColumn Column(string name, string type) => new() { Name = name, Type = type, Sql = $"s.{name}", ComparedAs = "text" };
}
