using System.Globalization;
using Microsoft.AspNetCore.Html;
using OpenData.Core.Texts;

namespace Catalog.Api.Pages;

/// <summary>Texts, numbers, dates and addresses in the language of the page; <c>T</c> in every view. Formats are our own: they must not depend on what a machine has installed.</summary>
internal sealed class PageTexts(IHttpContextAccessor context)
{
    private static readonly NumberFormatInfo Greek = new()
    {
        NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PercentDecimalSeparator = ",", PercentGroupSeparator = ".",
    };

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Athens");

    public string Language => field ??= PortalLanguage.Of(PortalLanguage.RequestedPath(context.HttpContext!));

    private NumberFormatInfo Numbers => Language == "el" ? Greek : NumberFormatInfo.InvariantInfo;

    /// <summary>The text of that key.</summary>
    public string this[string key] => TextCatalog.Get(Language, key);

    /// <summary>The text with its <c>{name}</c> places filled.</summary>
    public string Format(string key, params (string Name, string Value)[] values) =>
        TextCatalog.Format(Language, key, values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal));

    /// <summary>The text of a member of a family, such as <c>run.status</c> and <c>published</c>; the member itself where the family does not know it.</summary>
    public string Of(string family, string member)
    {
        var key = $"{family}.{member}";
        return TextCatalog.Has(Language, key) ? TextCatalog.Get(Language, key) : member;
    }

    /// <summary>"1 row", "12 rows": keys <c>{key}.one</c> and <c>{key}.many</c> with place <c>{n}</c>.</summary>
    public string Count(string key, long n) => Format(n == 1 ? $"{key}.one" : $"{key}.many", ("n", Number(n)));

    /// <summary>The text in the page's language of something the catalog holds in several, else the fallback.</summary>
    public string Pick(IReadOnlyDictionary<string, string>? byLanguage, string? fallback = null) =>
        byLanguage is not null && byLanguage.TryGetValue(Language, out var text) && text.Length > 0 ? text : fallback ?? "";

    public string Number(long n) => n.ToString("#,##0", Numbers);

    /// <summary>A decimal with the decimals that it has, grouped: 1.234,50 or 1,234.50.</summary>
    public string Number(decimal n) => n.ToString("N" + n.Scale, Numbers);

    /// <summary>A difference with its sign: +1.234,50, −3,00 or 0,00.</summary>
    public string Signed(decimal n) => n > 0 ? "+" + Number(n) : n < 0 ? "−" + Number(-n) : Number(n);

    /// <summary>What people call a well-known member of a field, such as the phase <c>paid</c>; else the member.</summary>
    public string Member(string field, string member) => Of($"budget.{field}", member);

    /// <summary>Length in kB or MB (1 kB = 1,000 bytes), one decimal where it says something.</summary>
    public string Bytes(long bytes) => bytes switch
    {
        < 1_000 => Format("bytes.b", ("n", Number(bytes))),
        < 1_000_000 => Format("bytes.kb", ("n", Short(bytes / 1_000m))),
        < 1_000_000_000 => Format("bytes.mb", ("n", Short(bytes / 1_000_000m))),
        _ => Format("bytes.gb", ("n", Short(bytes / 1_000_000_000m))),
    };

    /// <summary>Seconds with up to one decimal below a minute, else minutes and seconds.</summary>
    public string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.1 => this["duration.instant"],
        < 60 => Format("duration.s", ("s", Short((decimal)time.TotalSeconds))),
        _ => Format("duration.min", ("m", Number((long)time.TotalMinutes)), ("s", Number(time.Seconds))),
    };

    /// <summary>"29 April 2016".</summary>
    public string Day(DateOnly day) => Format("date",
        ("d", day.Day.ToString(CultureInfo.InvariantCulture)), ("m", Of("month", day.Month.ToString(CultureInfo.InvariantCulture))),
        ("y", day.Year.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The day of an instant in Athens.</summary>
    public string DayOf(DateTimeOffset instant) => Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime));

    /// <summary>A <c>time</c> element with day and minute in Athens; the exact instant is in its attribute.</summary>
    public IHtmlContent Time(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone);
        var text = Format("date.time", ("date", DayOf(instant)), ("time", local.ToString("HH:mm", CultureInfo.InvariantCulture)));
        return new HtmlFormattableString($"<time datetime=\"{instant.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{text}</time>");
    }

    /// <summary>The address of a page in the page's language. Files and the API have one address for all.</summary>
    public string Href(string path) => PortalLanguage.Path(Language, path);

    private string Short(decimal n) => n.ToString(n < 100 ? "#,##0.#" : "#,##0", Numbers);
}
