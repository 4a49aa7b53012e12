namespace Budget.Importers.Mapping;

/// <summary>How amounts are written in a file; declared, never guessed per cell.</summary>
/// <param name="Id">The word in a mapping.</param>
/// <param name="Example">What a finding shows as expected.</param>
/// <param name="GroupMark">Thousands separator, or null where there is none.</param>
/// <param name="DecimalMark">Decimal separator.</param>
/// <param name="AllDecimals">Whether an amount always shows all decimals of its scale: what tells <c>1.234</c> from <c>1,234</c>.</param>
public sealed record NumberStyle(string Id, string Example, char? GroupMark, char DecimalMark, bool AllDecimals)
{
    public static NumberStyle El { get; } = new("el", "1.234,56", '.', ',', AllDecimals: true);

    public static NumberStyle En { get; } = new("en", "1,234.56", ',', '.', AllDecimals: true);

    public static NumberStyle Plain { get; } = new("plain", "1234.56", null, '.', AllDecimals: false);

    public static IReadOnlyList<NumberStyle> All { get; } = [El, En, Plain];
}
