using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace OpenData.Core.CallerSql;

/// <summary>
/// The roles of callers' SQL (decision 0015): <c>views</c> and <c>pins</c> own the views of current and of pinned versions and cannot log in; <c>check</c> may make a temporary view and read nothing; <c>public</c> may read the views
/// of public tables; each <c>lent_n</c> may read nothing until <see cref="SqlLease"/> lends it something. They belong to this database alone.
/// </summary>
internal static class SqlRoles
{
    public const int Lent = 4;

    public const string Check = "check";
    public const string Public = "public";

    private static readonly string[] Owners = ["views", "pins"];

    private const long Lock = 0x4f70656e526f6c65;   // "OpenRole"

    /// <summary>Schemas in which a caller's names are looked up: our guarded functions first, tables last, so that a table cannot take the place of a type.</summary>
    public static string Path(string tables) => $"datastore_functions, pg_catalog, {tables}, pg_temp";

    public static string LentSchema(int slot) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"datastore_lent_{slot}");

    public static string LentKind(int slot) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lent_{slot}");

    /// <summary>Makes roles and grants, then the views. False when the program's own role may not make roles: then there is no <c>datastore_search_sql</c>.</summary>
    public static async Task<bool> EnsureAsync(Database.Database database, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        try
        {
            if (await MakeAsync(connection, database.ConnectionString, ct) is not { } areNew)
                return false;
            await MakeViewsAsync(connection, areNew, ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>Whether any role is new, or null when the program's own role may not make them.</summary>
    private static async Task<bool?> MakeAsync(NpgsqlConnection connection, string connectionString, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@Lock)", new { Lock }, cancellationToken: ct));
        var (isSuperuser, mayMake) = await connection.QuerySingleAsync<(bool, bool)>(new CommandDefinition(
            "select rolsuper, rolsuper or rolcreaterole from pg_roles where rolname = current_user", cancellationToken: ct));
        if (!mayMake)
            return null;

        string[] logins = [Check, Public, .. Enumerable.Range(1, Lent).Select(LentKind)];
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in logins.Concat(Owners))
            names[kind] = await connection.QuerySingleAsync<string>(new CommandDefinition("select catalog.sql_role(@kind)", new { kind }, cancellationToken: ct));
        var existing = (await connection.QueryAsync<string>(new CommandDefinition("select rolname from pg_roles where rolname = any(@names)", new { names = names.Values.ToArray() }, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
        var sql = new StringBuilder();
        foreach (var name in names.Values.Where(name => !existing.Contains(name)))
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"create role {name} noinherit;\n");
        foreach (var kind in logins)
            AppendLogin(sql, kind, names[kind], Password(connectionString, names[kind]), isSuperuser);
        AppendOwners(sql, names["views"], names["pins"], isSuperuser);
        AppendGrants(sql, names, new NpgsqlConnectionStringBuilder(connectionString).Database!);
        if (isSuperuser)
            sql.Append(Closed);
        await connection.ExecuteAsync(new CommandDefinition(sql.ToString(), commandTimeout: 0, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return existing.Count < names.Count;
    }

    /// <summary>All views for new roles, else those that are missing or came from a copy; a few hundred in a transaction, because each holds locks to its end.</summary>
    private static async Task MakeViewsAsync(NpgsqlConnection connection, bool all, CancellationToken ct)
    {
        const string wanted = """
            select r.id
              from catalog.resource r join catalog.package p on p.id = r.package_id
             where exists (select 1 from ver.resource_version rv where rv.resource_id = r.id)
               and (@all or (r.state = 'active' and p.current_version > 0 and catalog.sql_view_is_old(r.id::text)))
             order by r.id
            """;
        var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(wanted, new { all }, cancellationToken: ct))).ToArray();
        foreach (var some in ids.Chunk(200))
            await connection.ExecuteAsync(new CommandDefinition("select catalog.sql_view_refresh(id) from unnest(@some) id", new { some }, commandTimeout: 0, cancellationToken: ct));
    }

    /// <summary>The name of that role in this database.</summary>
    public static async Task<string> NameAsync(NpgsqlConnection connection, string kind, CancellationToken ct) =>
        await connection.QuerySingleAsync<string>(new CommandDefinition("select catalog.sql_role(@kind)", new { kind }, cancellationToken: ct));

    /// <summary>Made of the program's own password, so that nothing is stored and every program of the installation knows it; none where that has none.</summary>
    public static string? Password(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString).Password is { Length: > 0 } own
            ? Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(role)))
            : null;

    private static void AppendLogin(StringBuilder sql, string kind, string name, string? password, bool isSuperuser)
    {
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"alter role {name} login password {(password is null ? "null" : Database.Sql.Literal(password))};\n");
        (string Name, string Value)[] settings =
        [
            ("search_path", Path("datastore")), ("standard_conforming_strings", "on"), ("default_transaction_read_only", kind == Check ? "off" : "on"),
            ("statement_timeout", kind == Check ? "'2s'" : "'45s'"), ("lock_timeout", "'2s'"), ("idle_in_transaction_session_timeout", "'40s'"),
            ("work_mem", "'16MB'"), ("hash_mem_multiplier", "1"), ("max_parallel_workers_per_gather", "0"), ("jit", "off"),
            ("datestyle", "'ISO, YMD'"), ("intervalstyle", "postgres"), ("timezone", "'UTC'"), ("bytea_output", "hex"), ("extra_float_digits", "1"), ("xmloption", "content"),
        ];
        foreach (var (setting, value) in settings)
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"alter role {name} set {setting} = {value};\n");
        if (isSuperuser)
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"alter role {name} set temp_file_limit = '256MB';\n");   // only superusers may set it
    }

    private static void AppendOwners(StringBuilder sql, string views, string pins, bool isSuperuser)
    {
        if (!isSuperuser)
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"grant {views}, {pins} to current_user;\n");   // else their views could not be given to them
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"""
            grant usage on schema rows, catalog to {views};
            grant usage on schema rows to {pins};
            grant select (id, current_version) on catalog.package to {views};
            grant create, usage on schema datastore to {views};

            """);
    }

    private static void AppendGrants(StringBuilder sql, Dictionary<string, string> names, string database)
    {
        var name = Database.Sql.Identifier(database);
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"revoke temporary on database {name} from public;\ngrant temporary on database {name} to {names[Check]};\n");
        foreach (var role in names.Where(pair => !Owners.Contains(pair.Key)).Select(pair => pair.Value))
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"grant usage on schema datastore, datastore_functions to {role};\ngrant execute on all functions in schema datastore_functions to {role};\n");
        for (var slot = 1; slot <= Lent; slot++)
        {
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $"""
                create schema if not exists {LentSchema(slot)};
                grant usage on schema {LentSchema(slot)} to {names[LentKind(slot)]}, {names[Check]};
                grant create, usage on schema {LentSchema(slot)} to {names["pins"]};

                """);
        }
    }

    /// <summary>
    /// Behind both checks: functions that wait, lock, read files, read a table by a text, tell of the server or fill the memory are taken from everybody in this database. Superusers do not notice.
    /// </summary>
    private const string Closed = """
        do $$
        declare f regprocedure;
        begin
            for f in
                select p.oid from pg_proc p
                 where p.pronamespace = 'pg_catalog'::regnamespace
                   and (p.proname ~ '^(pg_sleep|pg_(try_)?advisory|lo_|lowrite$|loread$|pg_ls_|pg_read_|pg_stat_file|pg_notify$|pg_export_snapshot|(query|table|cursor|schema|database)_to_xml|pg_logical_|pg_rotate|pg_reload|pg_cancel|pg_terminate|inet_(server|client)|pg_current_logfile|pg_relation_filepath|currtid|pg_stat_get_(activity|backend|wal|progress)|pg_is_in_)'
                        or p.proname in ('ts_stat', 'repeat', 'lpad', 'rpad', 'array_fill', 'xpath', 'xpath_exists', 'xmlexists', 'set_config', 'current_setting', 'pg_lock_status', 'pg_show_all_settings', 'version') or p.oid = 'ts_rewrite(tsquery, text)'::regprocedure)
                   and exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
            loop
                execute format('revoke execute on function %s from public', f);
            end loop;
        end $$;

        """;
}
