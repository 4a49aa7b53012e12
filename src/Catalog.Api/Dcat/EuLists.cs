using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Packages;

namespace Catalog.Api.Dcat;

/// <summary>The EU's authority lists (contract 7.8): what publishers write, as the addresses that data.europa.eu understands. What is not in a list stays as it was written.</summary>
internal static class EuLists
{
    private const string Base = "http://publications.europa.eu/resource/authority/";

    private static readonly Dictionary<string, string> Themes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AGRI"] = "Agriculture, fisheries, forestry and food", ["ECON"] = "Economy and finance", ["EDUC"] = "Education, culture and sport", ["ENER"] = "Energy", ["ENVI"] = "Environment",
        ["GOVE"] = "Government and public sector", ["HEAL"] = "Health", ["INTR"] = "International issues", ["JUST"] = "Justice, legal system and public safety", ["REGI"] = "Regions and cities",
        ["SOCI"] = "Population and society", ["TECH"] = "Science and technology", ["TRAN"] = "Transport", ["OP_DATPRO"] = "Provisional data",
    };

    private static readonly Dictionary<string, string> Frequencies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["continuous"] = "CONT", ["cont"] = "CONT", ["PT1S"] = "CONT", ["hourly"] = "HOURLY", ["PT1H"] = "HOURLY", ["daily"] = "DAILY", ["P1D"] = "DAILY", ["weekly"] = "WEEKLY", ["P1W"] = "WEEKLY",
        ["P7D"] = "WEEKLY", ["biweekly"] = "BIWEEKLY", ["fortnightly"] = "BIWEEKLY", ["P2W"] = "BIWEEKLY", ["monthly"] = "MONTHLY", ["P1M"] = "MONTHLY", ["bimonthly"] = "BIMONTHLY", ["P2M"] = "BIMONTHLY",
        ["quarterly"] = "QUARTERLY", ["P3M"] = "QUARTERLY", ["semiannual"] = "ANNUAL_2", ["biannual"] = "ANNUAL_2", ["P6M"] = "ANNUAL_2", ["annual"] = "ANNUAL", ["annually"] = "ANNUAL", ["yearly"] = "ANNUAL",
        ["P1Y"] = "ANNUAL", ["biennial"] = "BIENNIAL", ["P2Y"] = "BIENNIAL", ["triennial"] = "TRIENNIAL", ["P3Y"] = "TRIENNIAL", ["irregular"] = "IRREG", ["irreg"] = "IRREG", ["never"] = "NEVER",
        ["threeTimesAYear"] = "ANNUAL_3", ["P4M"] = "ANNUAL_3", ["semimonthly"] = "MONTHLY_2", ["P0.5M"] = "MONTHLY_2", ["threeTimesAMonth"] = "MONTHLY_3", ["P0.33M"] = "MONTHLY_3",
        ["semiweekly"] = "WEEKLY_2", ["P3.5D"] = "WEEKLY_2", ["threeTimesAWeek"] = "WEEKLY_3", ["P0.33W"] = "WEEKLY_3", ["quadrennial"] = "QUADRENNIAL", ["P4Y"] = "QUADRENNIAL",
        ["quinquennial"] = "QUINQUENNIAL", ["P5Y"] = "QUINQUENNIAL", ["decennial"] = "DECENNIAL", ["P10Y"] = "DECENNIAL",
        ["ημερήσια"] = "DAILY", ["εβδομαδιαία"] = "WEEKLY", ["μηνιαία"] = "MONTHLY", ["τριμηνιαία"] = "QUARTERLY", ["εξαμηνιαία"] = "ANNUAL_2", ["ετήσια"] = "ANNUAL", ["ετησίως"] = "ANNUAL",
        ["not planned"] = "NOT_PLANNED", ["asNeeded"] = "AS_NEEDED", ["as needed"] = "AS_NEEDED", ["unknown"] = "UNKNOWN", ["other"] = "OTHER",
    };

    /// <summary>By the ids of the licence register (contract A.2); its Creative Commons entries are those of version 4.0.</summary>
    private static readonly Dictionary<string, string> Licences = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cc-by"] = "CC_BY_4_0", ["cc-by-4.0"] = "CC_BY_4_0", ["cc-by-sa"] = "CC_BYSA_4_0", ["cc-by-sa-4.0"] = "CC_BYSA_4_0", ["cc-zero"] = "CC0", ["cc0"] = "CC0", ["cc0-1.0"] = "CC0",
        ["odc-by"] = "ODC_BY", ["odc-odbl"] = "ODC_BL", ["odc-pddl"] = "ODC_PDDL", ["uk-ogl"] = "OGL_3_0",
    };

    private static readonly Dictionary<string, string> Rights = new(StringComparer.OrdinalIgnoreCase)
    {
        ["public"] = "PUBLIC", ["restricted"] = "RESTRICTED", ["non-public"] = "NON_PUBLIC", ["non_public"] = "NON_PUBLIC", ["private"] = "NON_PUBLIC",
    };

    /// <summary>High-value categories of Implementing Regulation (EU) 2023/138, Annex, by their names in <c>http://data.europa.eu/bna/</c>.</summary>
    private static readonly Dictionary<string, string> HighValue = new(StringComparer.Ordinal)
    {
        ["c_ac64a52d"] = "Geospatial", ["c_dd313021"] = "Earth observation and environment", ["c_164e0bf5"] = "Meteorological", ["c_e1da4e07"] = "Statistics",
        ["c_a9135398"] = "Companies and company ownership", ["c_b79e35eb"] = "Mobility",
    };

    /// <summary>Of the lists whose every code the contract gives: another code is none.</summary>
    private static readonly Dictionary<string, string[]> Closed = new(StringComparer.Ordinal)
    {
        ["data-theme"] = [.. Themes.Keys], ["access-right"] = [.. Rights.Values.Distinct()], ["frequency"] = [.. Frequencies.Values.Distinct()],
        ["planned-availability"] = ["AVAILABLE", "EXPERIMENTAL", "STABLE", "TEMPORARY"], ["distribution-status"] = ["COMPLETED", "DEPRECATED", "DEVELOP", "WITHDRAWN"],
    };

    /// <summary>Every code that we can say, by list; of languages those of <see cref="EuLanguages"/>.</summary>
    public static IReadOnlyDictionary<string, string[]> AllCodes => new Dictionary<string, string[]>(Closed) { ["licence"] = [.. Licences.Values.Distinct()] };

    /// <summary>Of a two- or three-letter code or a word: <c>el</c>, <c>el-GR</c>, <c>ell</c>.</summary>
    public static RdfTerm Language(string text) => EuLanguages.Code(text) is { } code ? new Iri($"{Base}language/{code}") : IriText.IriOrLiteral(text);

    /// <summary>Of a word, an ISO 8601 interval such as <c>R/P1M</c>, or Dublin Core's own list.</summary>
    public static RdfTerm Frequency(string text)
    {
        const string dublinCore = "http://purl.org/cld/freq/";
        var word = text.Trim();
        word = word.StartsWith("R/", StringComparison.OrdinalIgnoreCase) ? word[2..] : word.StartsWith(dublinCore, StringComparison.Ordinal) ? word[dublinCore.Length..] : word;
        return Frequencies.TryGetValue(word, out var known) ? new Iri($"{Base}frequency/{known}") : (RdfTerm?)Code("frequency", text) ?? new Literal(text.Trim());
    }

    /// <summary>Of a code, as a group may be named too; an address of another list stays; null for other texts: a theme is a concept.</summary>
    public static Iri? Theme(string text) => Code("data-theme", text);

    public static bool IsTheme(string name) => Themes.ContainsKey(name);

    /// <summary>Of a dataset, by the register's id, else the licence's address, else as it is called; null where none is stated.</summary>
    public static RdfTerm? Licence(Package package) => package.LicenseId is null or "" or "notspecified"
        ? IriText.Web(package.LicenseUrl)
        : Licences.ContainsKey(package.LicenseId) ? Licence(package.LicenseId) : (RdfTerm?)IriText.Web(package.LicenseUrl) ?? IriText.IriOrLiteral(package.LicenseTitle ?? package.LicenseId);

    /// <summary>Of a text that a resource or service has of its own; null where none is stated.</summary>
    public static RdfTerm? Licence(string text) => Licences.TryGetValue(text, out var code) ? new Iri($"{Base}licence/{code}") : text == "notspecified" ? null : IriText.IriOrLiteral(text);

    /// <summary>Null where the text is none of the list's and no address.</summary>
    public static Iri? AccessRights(string text) => Rights.TryGetValue(text.Trim(), out var code) ? new Iri($"{Base}access-right/{code}") : Code("access-right", text);

    /// <summary>A code of a closed list by its name in any case; its address too; an address of another list stays. Null for codes that the list does not have, and other texts.</summary>
    public static Iri? Code(string list, string text)
    {
        var word = text.Trim();
        var inList = $"{Base}{list}/";
        foreach (var scheme in new[] { "http://", "https://" })
        {
            var start = scheme + inList["http://".Length..];
            if (word.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                word = word[start.Length..];
        }

        var known = Closed[list].FirstOrDefault(code => code.Equals(word, StringComparison.OrdinalIgnoreCase));
        return known is not null ? new Iri(inList + known) : word.Length == text.Trim().Length ? IriText.Web(word) : null;
    }

    /// <summary>A code of a list that we do not know, in capitals; an address stays; another text is what it is called.</summary>
    public static RdfTerm Concept(string list, string text) => text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
        ? new Iri($"{Base}{list}/{text}")
        : IriText.IriOrLiteral(text);

    /// <summary>What a concept of these lists is called in English; null for one of another list.</summary>
    public static string? Label(Iri concept)
    {
        const string publisherTypes = "http://purl.org/adms/publishertype/";
        if (concept.Value.StartsWith(publisherTypes, StringComparison.Ordinal))
            return string.Concat(concept.Value[publisherTypes.Length..].Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {c}" : c.ToString()));
        const string highValue = "http://data.europa.eu/bna/";
        if (concept.Value.StartsWith(highValue, StringComparison.Ordinal))
            return HighValue.GetValueOrDefault(concept.Value[highValue.Length..]);
        if (!concept.Value.StartsWith(Base, StringComparison.Ordinal))
            return null;
        var code = concept.Value[(concept.Value.LastIndexOf('/') + 1)..];
        return Themes.TryGetValue(code, out var theme) && concept.Value.Contains("/data-theme/", StringComparison.Ordinal) ? theme : code.Replace('_', ' ').ToLowerInvariant();
    }

    public static readonly Iri ThemeList = new($"{Base}data-theme");
}
