using System.Globalization;
using OpenData.Core.Errors;

namespace OpenData.Core.Aggregates;

/// <summary>From an engine's texts to those that are shown: the same ones, whichever engine it was.</summary>
internal sealed class AggregateRows(AggregateQuery query, string engine)
{
    /// <summary>An answer of more is no summary.</summary>
    private const long MaxBytes = 32_000_000;

    private readonly IReadOnlyList<Output> _outputs = query.Outputs;
    private readonly List<string?[]> _rows = [];
    private long _total;
    private long _bytes;
    private bool _hasOther;

    /// <summary>One row of <see cref="AggregateSql"/>.</summary>
    /// <exception cref="ValidationException">The answer becomes too large.</exception>
    public void Add(Func<int, string?> text)
    {
        _total = long.Parse(text(0)!, CultureInfo.InvariantCulture);
        if (text(1) is null)
            return;
        _hasOther |= text(2) is "true" or "True" or "t";
        var row = new string?[_outputs.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = text(3 + i) is { } value ? Shown(_outputs[i], value) : null;
            _bytes += row[i]?.Length ?? 0;
        }

        if (_bytes > MaxBytes)
            throw new ValidationException("limit", $"The answer has more than {MaxBytes} characters. Ask for fewer groups");
        _rows.Add(row);
    }

    public AggregateAnswer Answer() => new(_total, _rows, _hasOther, engine);

    private static string Shown(Output output, string text) => output.Kind switch
    {
        AggregateKind.Numeric when output is Measure { Function: "avg" } => Trimmed(Scaled(text), null),
        AggregateKind.Numeric => Trimmed(text, output.Scale),
        AggregateKind.Floating => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : text,
        AggregateKind.Timestamp => text.Replace(' ', 'T'),
        AggregateKind.Instant => $"{text.Replace(' ', 'T')}+00:00",
        _ => text,
    };

    /// <summary>A whole number of units of an average.</summary>
    private static string Scaled(string text)
    {
        text = text.Split('.')[0];
        var isNegative = text.StartsWith('-');
        var digits = text.TrimStart('-').PadLeft(Measure.AverageScale + 1, '0');
        return $"{(isNegative ? "-" : "")}{digits[..^Measure.AverageScale]}.{digits[^Measure.AverageScale..]}";
    }

    /// <summary>Without zeros at the end, but with the decimals that the column is declared with.</summary>
    private static string Trimmed(string text, int? scale)
    {
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        var decimals = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? text.Length - point - 1 : 0;
        return scale is > 0 and var wanted && decimals < wanted ? (decimals == 0 ? text + "." : text) + new string('0', wanted - decimals) : text;
    }
}
