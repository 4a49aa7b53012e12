namespace Budget.Importers.Tables;

/// <summary>A table that cannot be read, with the place of the fault.</summary>
/// <param name="rule">Which text tells it, see <c>OpenData.Core/Texts</c>.</param>
/// <param name="row">Line of the file, from 1; null = no place.</param>
/// <param name="column">From 1; null = the whole row.</param>
/// <param name="value">What was read, cut.</param>
public sealed class TableException(string rule, int? row = null, int? column = null, string? value = null) : Exception(rule)
{
    private const int MostShown = 100;

    public string Rule { get; } = rule;

    public int? Row { get; } = row;

    public int? Column { get; } = column;

    public string? Value { get; } = value is { Length: > MostShown } ? value[..MostShown] : value;
}
