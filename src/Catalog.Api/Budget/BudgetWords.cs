using System.Globalization;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace Catalog.Api.Budget;

/// <summary>
/// Labels, amounts and days of a budget in one language. The formats are our own: they must not depend on what a machine has installed, and a pinned picture
/// keeps its bytes.
/// </summary>
internal sealed class BudgetWords(string language)
{
    private static readonly NumberFormatInfo Greek = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Athens");

    public string Language { get; } = language;

    private NumberFormatInfo Numbers => Language == "el" ? Greek : NumberFormatInfo.InvariantInfo;

    public string this[string key] => TextCatalog.Get(Language, key);

    /// <summary>The language of a request: the default where none is named.</summary>
    /// <exception cref="ValidationException">We do not speak it.</exception>
    public static BudgetWords Of(string? language)
    {
        language = string.IsNullOrEmpty(language) ? TextCatalog.Languages[0] : language;
        return TextCatalog.Languages.Contains(language, StringComparer.Ordinal)
            ? new BudgetWords(language)
            : throw new ValidationException("lang", Nearest.Unknown("language", language, TextCatalog.Languages));
    }

    public string Format(string key, params (string Name, string Value)[] values) =>
        TextCatalog.Format(Language, key, values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal));

    /// <summary>What people read for a member: its label, else our own word for a well-known code, else the code; "none given" and "other" have words too.</summary>
    public string Member(Dimension dimension, CubeMember member, long folded = 1) => member switch
    {
        { Code: null } => Format("budget.other", ("n", Number(folded))),
        { Code: "" } => Find($"budget.blank.{dimension.Name}") ?? this["budget.blank"],
        { Label: { Length: > 0 } label } => label,
        _ => Find($"budget.{dimension.Name}.{member.Code}") ?? member.Code!,
    };

    /// <summary>The title of a dimension as its publisher calls it, else ours.</summary>
    public string Title(Dimension dimension) =>
        dimension.Title.TryGetValue(Language, out var title) && title.Length > 0 ? title : Find($"budget.dimension.{dimension.Name}") ?? dimension.Name;

    /// <summary>The currency in words, or its code where we have none.</summary>
    public string Unit(string? currency) => currency is null ? "" : Find($"budget.unit.{currency}") ?? currency;

    /// <summary>An amount with the decimals that it has, grouped: 1.234,50 or 1,234.50.</summary>
    public string Amount(decimal amount) => amount.ToString($"N{amount.Scale}", Numbers).Replace('-', '−');

    public string Number(long n) => n.ToString("N0", Numbers);

    /// <summary>A share of 1 as a percentage with one decimal; what is there but rounds to nothing says so.</summary>
    public string Percent(decimal share) => share is > 0 and < 0.0005m
        ? $"< {0.1m.ToString("N1", Numbers)}%"
        : $"{(share * 100).ToString("N1", Numbers).Replace('-', '−')}%";

    /// <summary>"29 April 2016".</summary>
    public string Day(DateOnly day) => Format("date",
        ("d", day.Day.ToString(CultureInfo.InvariantCulture)), ("m", this[$"month.{day.Month}"]), ("y", day.Year.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The day in Athens.</summary>
    public string Day(DateTimeOffset instant) => Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime));

    private string? Find(string key) => TextCatalog.Has(Language, key) ? TextCatalog.Get(Language, key) : null;
}
