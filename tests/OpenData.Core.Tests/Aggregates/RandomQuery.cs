using System.Text.Json.Nodes;
using OpenData.Core.Aggregates;

namespace OpenData.Core.Tests.Aggregates;

/// <summary>A query that the grammar has, over the columns of <see cref="AggregateFixture"/>.</summary>
internal sealed class RandomQuery(Random random, IReadOnlyDictionary<string, List<string>> values)
{
    private static readonly IReadOnlyList<AggregateColumn> Columns = [.. AggregateFixture.Fields.Select(AggregateColumn.Of)];

    public AggregateText Next()
    {
        var groups = Enumerable.Range(0, random.Next(4)).Select(Group).ToList();
        var measures = Enumerable.Range(0, random.Next(groups.Count == 0 ? 1 : 0, 5)).Select(Measured).ToList();
        var names = groups.Concat(measures).Select(pair => pair.Name).ToList();
        var kinds = groups.Concat(measures).Select(pair => pair.Kind).ToList();
        var isTop = groups.Count > 0 && random.Next(4) == 0;
        return new AggregateText
        {
            GroupBy = groups.Count == 0 ? null : new JsonArray([.. groups.Select(pair => pair.Term)]),
            Select = new JsonArray([.. measures.Select(pair => pair.Term)]),
            Where = random.Next(2) == 0 ? null : Conditions([.. Columns.Select(column => column.Name)], [.. Columns.Select(column => column.Kind)], 0),
            Having = random.Next(3) > 0 || names.Count == 0 ? null : Conditions(names, kinds, 0),
            OrderBy = names.Count == 0 || random.Next(3) == 0 ? null : new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode)$"{names[random.Next(names.Count)]}{new[] { "", " asc", " desc" }[random.Next(3)]}")]),
            Top = isTop ? random.Next(1, 8) : null,
            Limit = random.Next(5) == 0 ? random.Next(10) : 100,
            Offset = isTop || random.Next(4) > 0 ? 0 : random.Next(6),
        };
    }

    private (JsonNode Term, string Name, AggregateKind Kind) Group(int i)
    {
        var column = Pick(column => column.Kind != AggregateKind.Opaque);
        string[] buckets = column.Kind switch { AggregateKind.Date => ["year", "quarter", "month", "week", "day"], AggregateKind.Timestamp or AggregateKind.Instant => ["year", "quarter", "month", "week", "day", "hour"], _ => [] };
        var bucket = buckets.Length > 0 && random.Next(4) > 0 ? buckets[random.Next(buckets.Length)] : null;
        var term = new GroupTerm($"g{i}", column, bucket);
        return (new JsonObject { ["column"] = column.Name, ["bucket"] = bucket, ["as"] = term.Name }, term.Name, term.Kind);
    }

    private (JsonNode Term, string Name, AggregateKind Kind) Measured(int i)
    {
        var function = Measure.Functions[random.Next(Measure.Functions.Count)];
        if (function == "count" && random.Next(2) == 0)
            return ($"count(*) as m{i}", $"m{i}", AggregateKind.Whole);
        var column = Pick(column => function switch
        {
            "count" => true,
            "sum" or "avg" => column.IsNumber,
            "count_distinct" => column.Kind != AggregateKind.Opaque,
            _ => column.Kind is not (AggregateKind.Opaque or AggregateKind.Boolean),
        });
        var percent = function == "percentile" ? new[] { "0", "7", "25", "33.33", "90", "99.5", "100" }[random.Next(7)] : null;
        var term = new JsonObject { ["function"] = function, ["column"] = column.Name, ["percent"] = percent, ["as"] = $"m{i}" };
        return (term, $"m{i}", new Measure("", function, column).Kind);
    }

    private AggregateColumn Pick(Func<AggregateColumn, bool> isGood)
    {
        var good = Columns.Where(isGood).ToList();
        return good[random.Next(good.Count)];
    }

    private JsonObject Conditions(IReadOnlyList<string> names, IReadOnlyList<AggregateKind> kinds, int depth)
    {
        if (depth < 2 && random.Next(4) == 0)
            return new JsonObject { [random.Next(2) == 0 ? "$or" : "$and"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Conditions(names, kinds, depth + 1))]) };
        var i = random.Next(names.Count);
        if (kinds[i] == AggregateKind.Opaque || random.Next(8) == 0)
            return new JsonObject { [names[i]] = new JsonObject { [random.Next(2) == 0 ? "eq" : "ne"] = null } };
        return new JsonObject
        {
            [names[i]] = random.Next(4) switch
            {
                0 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => (JsonNode?)Value(names[i], kinds[i]))]),
                1 => Value(names[i], kinds[i]),
                _ => new JsonObject { [new[] { "eq", "ne", "gt", "gte", "lt", "lte" }[random.Next(6)]] = Value(names[i], kinds[i]) },
            },
        };
    }

    /// <summary>One of the column's own, where it has the form of its kind, else any of the kind.</summary>
    private string Value(string name, AggregateKind kind)
    {
        var own = values.GetValueOrDefault(name) is { Count: > 0 } list ? list[random.Next(list.Count)] : null;
        if (own is not null && AggregateValue.Read(kind, own) is not null && random.Next(4) > 0)
            return own;
        return kind switch
        {
            AggregateKind.Whole => new[] { "0", "3", "-1.5", "7.0", "9223372036854775808", "1e60", "-1e60" }[random.Next(7)],
            AggregateKind.Numeric => new[] { "0", "0.5", "12.345678901234567890", "-100", "1e50", "-1e50", "0.333333333333" }[random.Next(7)],
            AggregateKind.Floating => new[] { "0", "0.1", "1e16", "-1" }[random.Next(4)],
            AggregateKind.Boolean => new[] { "true", "false" }[random.Next(2)],
            AggregateKind.Date => $"20{random.Next(10, 14)}-0{random.Next(1, 10)}-15",
            AggregateKind.Timestamp or AggregateKind.Instant => $"20{random.Next(10, 13)}-0{random.Next(1, 10)}-15T12:30:00{new[] { "", ".5" }[random.Next(2)]}",
            _ => new[] { "", "a", "m", "ά", "ab", "w1", "00000003-0000-4000-8000-0000000000a1" }[random.Next(7)],
        };
    }
}
