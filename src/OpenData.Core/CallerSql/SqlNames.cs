using System.Collections.Frozen;
using Dapper;
using Npgsql;

namespace OpenData.Core.CallerSql;

/// <summary>The allow-lists as this server's own numbers, and the names that it knows at all. Read once.</summary>
internal sealed class SqlNames
{
    private FrozenSet<uint> _functions = FrozenSet<uint>.Empty;
    private FrozenDictionary<uint, (string Name, bool IsAllowed)> _operators = FrozenDictionary<uint, (string, bool)>.Empty;
    private FrozenSet<uint> _types = FrozenSet<uint>.Empty;
    private FrozenDictionary<uint, string> _typeNames = FrozenDictionary<uint, string>.Empty;
    private FrozenDictionary<uint, string> _functionNames = FrozenDictionary<uint, string>.Empty;

    /// <summary>All functions of PostgreSQL by name.</summary>
    public FrozenSet<string> Functions { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>All types of PostgreSQL by name.</summary>
    public FrozenSet<string> Types { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>All tables and views of PostgreSQL by name.</summary>
    public FrozenSet<string> Relations { get; private set; } = FrozenSet<string>.Empty;

    public bool IsAllowedFunction(uint oid) => _functions.Contains(oid);

    public bool IsAllowedOperator(uint oid) => _operators.TryGetValue(oid, out var found) && found.IsAllowed;

    public bool IsAllowedType(uint oid) => _types.Contains(oid);

    public static bool IsAllowedType(string name) => SqlAllowed.Types.Contains(name.StartsWith('_') ? name[1..] : name);

    /// <summary><c>int4</c>, <c>_text</c> … (contract 5.1); rows of other shapes are all <c>record</c>.</summary>
    public string TypeName(uint oid) => _typeNames.GetValueOrDefault(oid, "record");

    /// <summary>For an error, too.</summary>
    public string OperatorName(uint oid) => _operators.TryGetValue(oid, out var found) ? found.Name : "of that kind";

    /// <summary>For an error; functions of other schemas have no name here.</summary>
    public string FunctionName(uint oid) => _functionNames.GetValueOrDefault(oid, "of that kind");

    public static async Task<SqlNames> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string types = "select oid::int8, typname, typname = any(@allowed) or (typcategory = 'A' and ltrim(typname, '_') = any(@allowed)) from pg_type where typnamespace = 'pg_catalog'::regnamespace";
        // What datastore_functions has in place of a function is not to be called under PostgreSQL's own name.
        const string functions = """
            select p.oid::int8, p.proname,
                   p.pronamespace = 'datastore_functions'::regnamespace
                   or (p.proname = any(@callable) and p.proname not in (select own.proname from pg_proc own where own.pronamespace = 'datastore_functions'::regnamespace))
                   or exists (select 1 from pg_cast c where c.castfunc = p.oid and c.castsource = any(@types) and c.casttarget = any(@types))
              from pg_proc p
             where p.pronamespace in ('pg_catalog'::regnamespace, 'datastore_functions'::regnamespace)
            """;
        const string operators = """
            select o.oid::int8, o.oprname,
                   p.pronamespace = 'pg_catalog'::regnamespace and p.provolatile <> 'v' and (o.oprleft = 0 or o.oprleft = any(@types)) and o.oprright = any(@types)
              from pg_operator o join pg_proc p on p.oid = o.oprcode
             where o.oprnamespace = 'pg_catalog'::regnamespace
            """;
        var allTypes = (await connection.QueryAsync<(long Oid, string Name, bool IsAllowed)>(new CommandDefinition(types, new { allowed = SqlAllowed.Types.ToArray() }, cancellationToken: ct))).ToList();
        // Operators of all arrays and the like are declared for pseudo-types; what they are used on is a type of the list.
        string[] pseudo = ["anyarray", "anyelement", "anynonarray", "anyrange", "anymultirange", "anycompatible", "anycompatiblearray", "anycompatiblenonarray", "anycompatiblerange"];
        long[] operands = [.. allTypes.Where(type => type.IsAllowed || pseudo.Contains(type.Name)).Select(type => type.Oid)];
        var allFunctions = (await connection.QueryAsync<(long Oid, string Name, bool IsAllowed)>(new CommandDefinition(
            functions, new { callable = SqlAllowed.Functions.Concat(SqlAllowed.BehindSyntax).ToArray(), types = operands }, cancellationToken: ct))).ToList();
        var allOperators = await connection.QueryAsync<(long Oid, string Name, bool IsAllowed)>(new CommandDefinition(operators, new { types = operands }, cancellationToken: ct));
        var relations = await connection.QueryAsync<string>(new CommandDefinition(
            "select relname from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind in ('r', 'v')", cancellationToken: ct));
        return new SqlNames
        {
            Relations = relations.ToFrozenSet(StringComparer.Ordinal),
            Types = allTypes.Select(type => type.Name).ToFrozenSet(StringComparer.Ordinal),
            Functions = allFunctions.Select(function => function.Name).ToFrozenSet(StringComparer.Ordinal),
            _types = allTypes.Where(type => type.IsAllowed).Select(type => (uint)type.Oid).ToFrozenSet(),
            _typeNames = allTypes.ToFrozenDictionary(type => (uint)type.Oid, type => type.Name),
            _functionNames = allFunctions.ToFrozenDictionary(function => (uint)function.Oid, function => function.Name),
            _functions = allFunctions.Where(function => function.IsAllowed).Select(function => (uint)function.Oid).ToFrozenSet(),
            _operators = allOperators.ToFrozenDictionary(found => (uint)found.Oid, found => (found.Name, found.IsAllowed)),
        };
    }
}
