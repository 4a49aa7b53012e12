using System.Globalization;
using OpenData.Core.Jobs;
using OpenData.Core.Texts;

namespace Catalog.Api.Loading;

/// <summary>What happened in a load, in sentences.</summary>
internal static class LoadTexts
{
    public static string Of(string language, LoadError error) => Of(language, error.Rule, error.Row, error.Column, error.Value);

    /// <summary>The rule itself where there is no sentence for it.</summary>
    public static string Of(string language, string rule, int? row = null, int? column = null, string? value = null) => TextCatalog.Has(language, rule)
        ? TextCatalog.Format(language, rule, new Dictionary<string, string> { ["row"] = Number(row), ["column"] = Number(column), ["value"] = value ?? "–" })
        : rule;

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "–";
}
