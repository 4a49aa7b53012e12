using System.Globalization;
using Budget.Importers.Mapping;

namespace Etl.Jobs.Running;

/// <summary>Names of a mapping's sources within their dataset: the kind, and a number from the second of a kind on (<c>folder</c>, <c>http</c>, <c>http-2</c>).</summary>
internal static class SourceNames
{
    public static IReadOnlyList<(string Name, SourceMapping Source)> Of(DatasetMapping mapping)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new List<(string, SourceMapping)>();
        foreach (var source in mapping.Etl.Sources)
        {
            var n = seen[source.Kind] = seen.GetValueOrDefault(source.Kind) + 1;
            named.Add((n == 1 ? source.Kind : $"{source.Kind}-{n.ToString(CultureInfo.InvariantCulture)}", source));
        }

        return named;
    }
}
