using System.Numerics;
using System.Text.Json.Nodes;
using OpenData.Core.Cubes;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Aggregates;

/// <summary>From a caller's words to a query over the table's own columns (design C.3). Every problem is told at once, by parameter.</summary>
public sealed class AggregateParser
{
    public const int MaxGroups = 8;
    public const int MaxMeasures = 30;

    private readonly IReadOnlyList<AggregateColumn> _columns;
    private readonly FieldErrors _errors = new();

    private AggregateParser(IReadOnlyList<Field> fields) => _columns = [.. fields.Select(AggregateColumn.Of)];

    /// <exception cref="ValidationException">By parameter: the name or value that is wrong, and what is accepted.</exception>
    public static AggregateQuery Parse(AggregateText text, IReadOnlyList<Field> fields, int maxRows) => new AggregateParser(fields).Read(text, maxRows);

    private AggregateQuery Read(AggregateText text, int maxRows)
    {
        var groups = Terms("group_by", text.GroupBy, GroupTerm.Buckets, Group).Take(MaxGroups + 1).ToList();
        var measures = Terms("select", text.Select, Measure.Functions, Measured).Take(MaxMeasures + 1).ToList();
        if (text.Select is null)
            measures.Add(new Measure("count", "count", null));
        if (groups.Count > MaxGroups)
            _errors.Add("group_by", $"At most {MaxGroups} columns");
        if (measures.Count > MaxMeasures)
            _errors.Add("select", $"At most {MaxMeasures} columns");
        List<Output> outputs = [.. groups, .. measures];
        foreach (var twice in outputs.GroupBy(output => output.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            _errors.Add("select", $"Two columns of the answer are called \"{twice.Key}\": give one another name by \"as\"");
        if (outputs.Count == 0)
            _errors.Add("select", "Nothing to answer: name a column in group_by or a function in select");

        var where = Conditions("where", text.Where, [.. _columns.Select(column => column.Name)], i => _columns[i].Kind, "column");
        var having = Conditions("having", text.Having, [.. outputs.Select(output => output.Name)], i => outputs[i].Kind, "column of the answer");
        var order = Orders(text.OrderBy, outputs);
        if (text.Top is < 1 || text.Top > maxRows)
            _errors.Add("top", $"invalid value \"{text.Top}\". Accepted: 1 to {maxRows}");
        if (text.Top is not null && groups.Count == 0)
            _errors.Add("top", "There is nothing to fold without group_by");
        if (text.Top is not null && text.Offset > 0)
            _errors.Add("offset", "Not together with top");
        if (text.Offset < 0)
            _errors.Add("offset", $"invalid value \"{text.Offset}\"");
        _errors.ThrowIfAny();
        if (order.Count == 0 && text.Top is not null && measures.Count > 0)
            order.Add(new OutputOrder(groups.Count, Descending: true));
        return new AggregateQuery
        {
            Groups = groups, Measures = measures, Where = where, Having = having, Order = order, Top = text.Top,
            Limit = text.Top is { } top ? top + 1 : Math.Min(text.Limit, maxRows), Offset = text.Offset,
        };
    }

    private List<T> Terms<T>(string parameter, JsonNode? node, IReadOnlyList<string> functions, Func<Term, T> make)
        where T : Output
    {
        var found = new List<T>();
        try
        {
            foreach (var item in Term.List(node))
            {
                try
                {
                    found.Add(make(Term.Read(item, functions, name => Find(name) is not null)));
                }
                catch (FormatException e)
                {
                    _errors.Add(parameter, e.Message);
                }
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            _errors.Add(parameter, Message(e));
        }

        return found;
    }

    private GroupTerm Group(Term term)
    {
        if (term.Percent is not null)
            throw new FormatException("percent belongs to select");
        var column = Column(term);
        if (term.Function is { } bucket)
        {
            if (!GroupTerm.Buckets.Contains(bucket, StringComparer.Ordinal))
                throw new FormatException(Nearest.Unknown("time bucket", bucket, GroupTerm.Buckets));
            if (!column.IsTime || (bucket == "hour" && column.Kind == AggregateKind.Date))
                throw new FormatException($"{bucket}({column.Name}): {column.Name} is {column.Field.Type}. Accepted: columns of type {(bucket == "hour" ? "" : "date, ")}timestamp, timestamptz");
        }

        Require(column, column.Kind != AggregateKind.Opaque, "group_by", "text, numbers, bool, dates and times");
        return new GroupTerm(Alias(term, term.Function is null ? column.Name : $"{column.Name}_{term.Function}"), column, term.Function);
    }

    private Measure Measured(Term term)
    {
        // A column of that name is no measure, so it cannot be meant.
        if (term is { Function: null, Column: "count" })
            term = term with { Function = "count", Column = null };
        var function = term.Function ?? throw new FormatException($"\"{Term.Cut(term.Column ?? "")}\" is no function of a column. Accepted: {string.Join(", ", Measure.Functions)}, such as sum(amount)");
        if (!Measure.Functions.Contains(function, StringComparer.Ordinal))
            throw new FormatException(Nearest.Unknown("function", function, Measure.Functions));
        if (function == "count" && term.Column is null)
            return new Measure(Alias(term, "count"), "count", null);
        var column = Column(term);
        if (function is "sum" or "avg")
            Require(column, column.IsNumber, function, "numbers");
        else if (function == "count_distinct")
            Require(column, column.Kind != AggregateKind.Opaque, function, "text, numbers, bool, dates and times");
        else if (function != "count")
            Require(column, column.Kind is not (AggregateKind.Opaque or AggregateKind.Boolean), function, "text, numbers, dates and times");
        if (function != "percentile" && term.Percent is not null)
            throw new FormatException($"{function} takes no percent");
        var fraction = function switch { "median" => 5_000, "percentile" => Fraction(term.Percent), _ => 0 };
        return new Measure(Alias(term, function == "percentile" ? $"percentile_{term.Percent}_{column.Name}" : $"{function}_{column.Name}"), function, column, fraction);
    }

    private static int Fraction(string? percent) =>
        percent is not null && AggregateValue.Number(percent) is ({ Sign: >= 0 } digits, <= 2 and var scale) && digits * BigInteger.Pow(10, 2 - scale) is var hundredths && hundredths <= 10_000
            ? (int)hundredths
            : throw new FormatException($"percentile: invalid value \"{Term.Cut(percent ?? "")}\". Accepted: 0 to 100 with two decimals at most, such as percentile(amount, 90)");

    private static void Require(AggregateColumn column, bool isGood, string use, string accepted)
    {
        if (!isGood)
            throw new FormatException($"{use}: {column.Name} is {(column.Field.Type == "json" ? "json" : ColumnTypes.LongName(column.Field.Type))}. Accepted: columns of {accepted}");
    }

    private static string Alias(Term term, string name)
    {
        if (term.As is not null && (!ColumnNames.IsValid(term.As) || term.As.Length > 200))
            throw new FormatException($"\"{Term.Cut(term.As)}\" is not a valid name");
        return term.As ?? name;
    }

    private AggregateColumn? Find(string name) => _columns.FirstOrDefault(column => column.Name == name);

    private AggregateColumn Column(Term term) => term.Column is { } name
        ? Find(name) ?? throw new FormatException(Nearest.Unknown("column", Term.Cut(name), [.. _columns.Take(100).Select(column => column.Name)]))
        : throw new FormatException($"{Term.Cut(term.Function ?? "")} of which column?");

    private Condition Conditions(string parameter, JsonNode? node, IReadOnlyList<string> names, Func<int, AggregateKind> kindOf, string kindOfName)
    {
        try
        {
            return new ConditionParser(names, kindOf, kindOfName).Parse(node);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            _errors.Add(parameter, Message(e));
            return Condition.None;
        }
    }

    /// <summary>A lone surrogate in JSON inside a text is noticed only when the text is taken out.</summary>
    private static string Message(Exception e) => e is FormatException ? e.Message : "Cannot parse JSON";

    private List<OutputOrder> Orders(JsonNode? node, IReadOnlyList<Output> outputs)
    {
        var orders = new List<OutputOrder>();
        try
        {
            foreach (var item in Term.List(node))
            {
                var (name, descending) = item is JsonObject parts ? ((string?)parts["column"] ?? "", (string?)parts["direction"] == "desc") : (item.GetValue<string>().Trim(), false);
                var index = Index(name);
                if (index < 0 && item is JsonValue && name.LastIndexOf(' ') is > 0 and var blank && name[(blank + 1)..].ToLowerInvariant() is "asc" or "desc")
                    (index, descending) = (Index(name[..name.LastIndexOf(' ')].TrimEnd()), name.EndsWith("desc", StringComparison.OrdinalIgnoreCase));
                if (index < 0)
                    throw new FormatException($"{Nearest.Unknown("column of the answer", Term.Cut(name), [.. outputs.Select(output => output.Name)])}, each with asc or desc behind it");
                if (orders.All(order => order.Index != index))
                    orders.Add(new OutputOrder(index, descending));
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            _errors.Add("order_by", e is FormatException ? e.Message : "Must be a list of texts, or of objects of column and direction");
        }

        return orders;

        int Index(string name) => outputs.Index().Where(pair => pair.Item.Name == name).Select(pair => pair.Index).FirstOrDefault(-1);
    }
}
