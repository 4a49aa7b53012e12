using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.CallerSql;

/// <summary>
/// The second check (security rule 2): what the server itself says the names mean. The text becomes a temporary view that is rolled back; PostgreSQL analyses it, but neither
/// plans nor runs it, and its tree names every relation, function, operator and type by number. The tree's form is PostgreSQL's own affair, hence: an unknown kind of node is
/// refused, and <see cref="VerifyAsync"/> proves at the start that this server's trees are read rightly.
/// </summary>
internal static partial class SqlTree
{
    private const string Before = "create temp view opendata_probe as select count(*) from (\n";
    private const int MaxRelations = 60;
    private const int TableFunction = 4;   // RTE_TABLEFUNC
    private const int ParameterOfSublink = 2;
    private const int LastOfTimes = 8;     // SVFOP_LOCALTIMESTAMP_N; behind it current_role … current_schema

    /// <summary>Joins, subqueries, functions, values, common tables, results and groups: <c>RTEKind</c>, without those that only commands and XMLTABLE have.</summary>
    private static readonly int[] Sources = [0, 1, 2, 3, 5, 6, 8, 9];

    private static readonly string[] Enumerations = ["commandType", "jointype", "subLinkType", "nulltesttype", "booltesttype", "cmptype", "rctype"];

    /// <summary>The relations that the text reads, by number.</summary>
    /// <param name="connection">Of the role that may make temporary views.</param>
    /// <param name="check">What passed the first check.</param>
    /// <param name="path">Schemas in which names are looked up, where it is not the role's own.</param>
    /// <param name="names">The allow-lists.</param>
    /// <param name="mayRead">Whether that number is a relation, or the type of its rows, that the caller may read.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="CatalogException">Refused, or the text has an error.</exception>
    public static async Task<IReadOnlySet<uint>> ReadAsync(NpgsqlConnection connection, CheckedSql check, string? path, SqlNames names, Func<uint, bool> mayRead, CancellationToken ct)
    {
        var text = check.Caller;
        var (tree, probe) = await AnalyseAsync(connection, check, path, ct);
        var relations = new HashSet<uint>();
        foreach (var node in Node().EnumerateMatches(tree))
        {
            if (!SqlAllowed.Nodes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(tree.AsSpan(node.Index + 2, node.Length - 2)))
                throw NotAllowed(text, tree.AsSpan(node.Index + 2, node.Length - 2) is "TABLEFUNC");
        }

        foreach (Match field in Field().Matches(tree))
        {
            foreach (var number in field.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => uint.Parse(n, CultureInfo.InvariantCulture)).Where(n => n != probe))
                CheckField(field.Groups[1].Value, number, text, names, mayRead, relations);
        }

        return relations.Count <= MaxRelations
            ? relations
            : throw SqlErrors.Syntax($"more than {MaxRelations} tables", text, -1, PostgresErrorCodes.StatementTooComplex);
    }

    /// <summary>Whether a tree of this server shows what is in the text; else callers' SQL cannot be answered on it.</summary>
    public static async Task<bool> VerifyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string text = "select upper('a'), max(n), row_number() over (), n + 1, (n, 1) < (2, 3), relname::text, current_schema from generate_series(1, 3) n, pg_catalog.pg_class group by n, relname";
        var (tree, _) = await AnalyseAsync(connection, new CheckedSql { Caller = text, Text = text, Names = new HashSet<string>() }, null, ct);
        var fields = Field().Matches(tree).Select(field => (field.Groups[1].Value, field.Groups[2].Value)).ToHashSet();
        // pg_proc and pg_operator never renumber: upper, max(int4), row_number, generate_series, int4pl, pg_class, name, current_schema.
        return new[] { ("funcid", "871"), ("aggfnoid", "2116"), ("winfnoid", "3100"), ("funcid", "1067"), ("opno", "551"), ("relid", "1259"), ("vartype", "19"), ("opnos", "97 97"), ("op", "14") }.All(fields.Contains);
    }

    private static void CheckField(string field, uint number, string text, SqlNames names, Func<uint, bool> mayRead, HashSet<uint> relations)
    {
        if (field is "rtekind")
        {
            if (!Sources.Contains((int)number))
                throw NotAllowed(text, number == TableFunction);
        }
        else if (field is "op")
        {
            // Of those kinds of node that have one, only SQLVALUEFUNCTION has so many: who and where one is, such as current_user.
            if (number > LastOfTimes)
                throw NamesOfOurs(text);
        }
        else if (field is "paramkind")
        {
            if (number != ParameterOfSublink)
                throw NotAllowed(text, isTable: false);
        }
        else if (number == 0)
        {
            return;   // none
        }
        else if (field is "relid")
        {
            if (!mayRead(number))
                throw SqlErrors.SystemTables;
            relations.Add(number);
        }
        else if (field is "funcid" or "aggfnoid" or "winfnoid")
        {
            if (!names.IsAllowedFunction(number))
                throw SqlErrors.Function(names.FunctionName(number));
        }
        else if (field is "opno" or "opnos")
        {
            if (!names.IsAllowedOperator(number))
                throw SqlErrors.Syntax($"operator {names.OperatorName(number)} is not allowed here", text, Find(text, names.OperatorName(number)), PostgresErrorCodes.UndefinedFunction);
        }
        else if (IsType(field) && !names.IsAllowedType(number) && !mayRead(number))
        {
            throw SqlErrors.Syntax($"type \"{names.TypeName(number)}\" does not exist here", text, Find(text, names.TypeName(number)), PostgresErrorCodes.UndefinedObject);
        }
    }

    private static NotAuthorizedException NamesOfOurs(string text) =>
        SqlErrors.Function(SqlLexer.Read(text).FirstOrDefault(token => token.Kind == SqlTokenKind.Word && SqlAllowed.Whereabouts.Contains(token.Value)).Value ?? "of that kind");

    private static ValidationException NotAllowed(string text, bool isTable) => isTable
        ? SqlErrors.Syntax("a table made of XML or JSON is not allowed here", text, Math.Max(Find(text, "xmltable"), Find(text, "json_table")), PostgresErrorCodes.FeatureNotSupported)
        : SqlErrors.Syntax("the query uses something that is not allowed here", text, -1, PostgresErrorCodes.FeatureNotSupported);

    /// <summary>Where that word, name or sign stands first, or -1: the tree's own places are of no version for sure.</summary>
    private static int Find(string text, string word) =>
        SqlLexer.Read(text).Where(token => token.Value == word).Select(token => (int?)token.Start).FirstOrDefault() ?? -1;

    private static bool IsType(string field) =>
        (field.EndsWith("type", StringComparison.OrdinalIgnoreCase) || field.EndsWith("types", StringComparison.OrdinalIgnoreCase)
         || field.EndsWith("typeid", StringComparison.OrdinalIgnoreCase) || field.EndsWith("typeids", StringComparison.OrdinalIgnoreCase)) && !Enumerations.Contains(field);

    private static async Task<(string Tree, uint Probe)> AnalyseAsync(NpgsqlConnection connection, CheckedSql check, string? path, CancellationToken ct)
    {
        try
        {
            // As commands of a batch: there Npgsql neither splits nor rewrites, and the protocol takes one statement in each (dependencies: Npgsql 10).
            await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
            batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
            if (path is not null)
                batch.BatchCommands.Add(new NpgsqlBatchCommand($"set local search_path = {path}"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"{Before}{check.Text}\n) opendata_query"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select ev_action::text, ev_class::int8 from pg_catalog.pg_rewrite where ev_class = 'pg_temp.opendata_probe'::pg_catalog.regclass"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback"));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct))
                throw new InvalidOperationException("no tree");
            return (reader.GetString(0), (uint)reader.GetInt64(1));
        }
        catch (PostgresException e)
        {
            throw SqlErrors.Of(e, check.Caller, Before.Length);
        }
    }

    // In names of the caller's, blanks and brackets have a backslash before them: they cannot look like these.
    [GeneratedRegex(@"[ (]\{[A-Z]+", RegexOptions.NonBacktracking)]
    private static partial Regex Node();

    [GeneratedRegex(@" :([A-Za-z_]+) (?:\(o )?([0-9]+(?: [0-9]+)*)", RegexOptions.NonBacktracking)]
    private static partial Regex Field();
}
