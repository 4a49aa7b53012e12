using System.Globalization;
using System.Text;
using Npgsql;
using OpenData.Core.Versions;

namespace OpenData.Core.Cubes;

/// <summary>
/// Compiles a query to one statement over the rows of one dataset version. Names come from the closed model and from <see cref="Field.Sql"/>, every value is a
/// parameter. The first columns repeat what holds for the whole cut; the cells of the page follow.
/// </summary>
internal sealed class CubeSql
{
    private readonly Cube _cube;
    private readonly CubeQuery _query;
    private readonly List<NpgsqlParameter> _parameters = [];

    private CubeSql(Cube cube, CubeQuery query) => (_cube, _query) = (cube, query);

    /// <summary>Columns: <c>cell_count, total, line_count, directions, currencies, years</c>, then null or the cell: <c>_n, other, members, amount, count, table_from, table_to</c>, a pair <c>d0, l0</c> for each drilled dimension.</summary>
    public static NpgsqlCommand Compile(Cube cube, CubeQuery query)
    {
        var compiler = new CubeSql(cube, query);
        var command = new NpgsqlCommand(compiler.Write());
        command.Parameters.AddRange(compiler._parameters.ToArray());
        return command;
    }

    private string Write()
    {
        var drilled = Enumerable.Range(0, _query.Drilldown.Count).ToList();
        var keys = string.Concat(drilled.Select(i => $"d{i}, "));
        var labels = string.Concat(drilled.Select(i => $"l{i}, "));
        return $"""
            with fact as ({Facts()}),
            line as (select * from fact where {Condition()}),
            cell as ({Cells()}),
            {(_query.Top is null ? "" : Fold())}
            final as (select {keys}{labels}amount, count, table_from, table_to, {(_query.Top is null ? "false as other, 1::bigint as members" : "other, members")}
                        from {(_query.Top is null ? "cell" : "folded")}),
            whole as (select (select count(*) from final) as cell_count, (select {Sum("amount")} from line) as total, (select count(*) from line) as line_count,
                             array(select distinct direction from line order by 1) as directions,
                             array(select distinct {Column("currency")} from line order by 1) as currencies,
                             array(select distinct fiscal_year from line order by 1) as years),
            page as (select row_number() over (order by {Order()}) as _n, final.* from final order by _n limit {Add(_query.PageSize)} offset {Add((_query.Page - 1L) * _query.PageSize)})
            select cell_count, total, line_count, directions, currencies, years,
                   _n, other, members, amount, count, table_from, table_to{string.Concat(drilled.Select(i => $", d{i}, l{i}"))}
              from whole left join page on true
             order by _n
            """;
    }

    /// <summary>All tables as one: text is never null here, so that a blank member is one member and a cut can name it.</summary>
    private string Facts() => string.Join(" union all ", _cube.Tables.Select((table, number) =>
    {
        var columns = _cube.Model.Dimensions.Select(dimension => (dimension, table.Field(dimension.Name)) switch
        {
            ({ IsNumber: true } d, { } field) => $"{field.Sql}::int as {d.Name}",
            ({ IsNumber: true } d, null) => $"null::int as {d.Name}",
            ({ } d, { } field) => $"coalesce({field.Sql}::text, '') collate \"C\" as {d.Name}",
            ({ } d, null) => $"'' collate \"C\" as {d.Name}",
        });
        var label = table.Field("label") is { } text ? $"{text.Sql}::text" : "null::text";
        return string.Create(CultureInfo.InvariantCulture,
            $"select {number} as table_no, {string.Join(", ", columns)}, {label} as label, {table.Field(CubeModel.Amount)!.Sql} as amount from {table.Table} where {table.Where}");
    }));

    private string Cells()
    {
        var select = new StringBuilder("select ");
        foreach (var (i, dimension) in _query.Drilldown.Index())
            select.Append(CultureInfo.InvariantCulture, $"{dimension.Name} as d{i}, {LabelOf(dimension)} as l{i}, ");
        select.Append(CultureInfo.InvariantCulture, $"{Sum("amount")} as amount, count(*) as count, min(table_no) as table_from, max(table_no) as table_to from line");
        return _query.Drilldown.Count == 0 ? select.ToString() : $"{select} group by {string.Join(", ", _query.Drilldown.Select(d => d.Name))}";
    }

    /// <summary>
    /// The label that the rows themselves give: of a code the text of its lines, the most frequent where services word it differently (budget-data 6.41);
    /// of a level the text of a line that is written at this very level.
    /// </summary>
    private static string LabelOf(Dimension dimension) => dimension switch
    {
        { Name: "code" } => "mode() within group (order by label collate \"C\") filter (where label <> '')",
        { Hierarchy: CubeModel.Economic } => $"mode() within group (order by label collate \"C\") filter (where label <> '' and code = {dimension.Name})",
        _ => "null::text",
    };

    /// <summary>Ranks the members of the first drilled dimension and folds those behind the first n.</summary>
    private string Fold()
    {
        var first = _query.Order.FirstOrDefault(term => CubeModel.Aggregates.Contains(term.Name, StringComparer.Ordinal)) ?? new OrderTerm(CubeModel.Amount, true);
        var others = Enumerable.Range(1, _query.Drilldown.Count - 1).ToList();
        var top = Add(_query.Top!.Value);
        var kept = _query.TopCountsOther ? $"case when member_count > {top} then {top} - 1 else {top} end" : top;
        var keys = string.Concat(others.Select(i => $", d{i}"));
        return $"""
            ranked as (select d0, row_number() over (order by sum({first.Name}) {(first.Descending ? "desc" : "asc")}, d0) as rank, count(*) over () as member_count
                         from cell group by d0),
            marked as (select cell.*, rank > {kept} as other from cell join ranked using (d0)),
            folded as (select case when other then null else d0 end as d0{keys}, max(case when other then null else l0 end) as l0{string.Concat(others.Select(i => $", max(l{i}) as l{i}"))},
                              sum(amount) as amount, sum(count)::bigint as count, min(table_from) as table_from, max(table_to) as table_to, other, count(distinct d0) as members
                         from marked group by other, case when other then null else d0 end{keys}),
            """;
    }

    /// <summary>A total order, so that pages never overlap: what was asked for, then the members. "Other" stands last.</summary>
    private string Order()
    {
        var terms = _query.Order.Count == 0 && _query.Top is not null ? [new OrderTerm(CubeModel.Amount, true)] : _query.Order;
        var named = terms.Select(term =>
        {
            var drilled = _query.Drilldown.Index().Where(pair => pair.Item.Name == term.Name).Select(pair => string.Create(CultureInfo.InvariantCulture, $"d{pair.Index}"));
            return $"{drilled.FirstOrDefault(term.Name)} {(term.Descending ? "desc" : "asc")} nulls last";
        });
        return string.Join(", ", ["other", .. named, .. Enumerable.Range(0, _query.Drilldown.Count).Select(i => $"d{i} nulls last")]);
    }

    private string Condition() => _query.Cuts.Count == 0 ? "true" : string.Join(" and ", _query.Cuts.Select(Condition));

    private string Condition(Cut cut)
    {
        var name = cut.Dimension.Name;
        var exact = cut.Values.OfType<CutValue.Exact>().Select(value => value.Text).ToArray();
        var terms = cut.Values.Select(value => value switch
        {
            CutValue.Prefix prefix => $"starts_with({name}, {Add(prefix.Text)})",
            CutValue.Range { From: { } from, To: { } to } => $"{name} between {Member(cut.Dimension, from)} and {Member(cut.Dimension, to)}",
            CutValue.Range { From: { } from } => $"{name} >= {Member(cut.Dimension, from)}",
            CutValue.Range { To: { } to } => $"{name} <= {Member(cut.Dimension, to)}",
            _ => null,
        }).OfType<string>().ToList();
        if (exact.Length > 0)
            terms.Add($"{name} = any({(cut.Dimension.IsNumber ? Add(exact.Select(Number).ToArray()) : Add(exact))})");
        return $"{(cut.IsNegated ? "not " : "")}({string.Join(" or ", terms)})";
    }

    private string Column(string dimension) => _cube.Model.Find(dimension) is null ? "''::text" : dimension;

    /// <summary>A sum that is zero with its decimals where there is nothing to add.</summary>
    private string Sum(string column) => string.Create(CultureInfo.InvariantCulture, $"coalesce(sum({column}), 0::numeric({16 + _cube.Model.Scale},{_cube.Model.Scale}))");

    private string Member(Dimension dimension, string text) => dimension.IsNumber ? Add(Number(text)) : Add(text);

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private string Add<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }
}
