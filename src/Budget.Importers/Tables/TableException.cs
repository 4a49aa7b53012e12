namespace Budget.Importers.Tables;

/// <summary>A table that cannot be read, with the place of the fault.</summary>
/// <param name="rule">Which text tells it, see <c>OpenData.Core/Texts</c>.</param>
/// <param name="row">Line of the file or row of the sheet, from 1; null = no place.</param>
/// <param name="column">From 1; null = the whole row.</param>
/// <param name="value">What was read, cut.</param>
public sealed class TableException(string rule, int? row = null, int? column = null, string? value = null) : Exception(rule)
{
    private const int MostShown = 100;

    public string Rule { get; } = rule;

    public int? Row { get; } = row;

    public int? Column { get; } = column;

    public string? Value { get; } = value is { Length: > MostShown } ? value[..(char.IsHighSurrogate(value[MostShown - 1]) ? MostShown - 1 : MostShown)] : value;

    /// <summary>Where in the file the bytes are that are no text; null = the fault is another one.</summary>
    public long? Offset { get; init; }
}
