using Catalog.Api.Dcat.Rdf;

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

    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bg"] = "BUL", ["cs"] = "CES", ["da"] = "DAN", ["de"] = "DEU", ["el"] = "ELL", ["en"] = "ENG", ["es"] = "SPA", ["et"] = "EST", ["fi"] = "FIN", ["fr"] = "FRA", ["ga"] = "GLE",
        ["hr"] = "HRV", ["hu"] = "HUN", ["it"] = "ITA", ["lt"] = "LIT", ["lv"] = "LAV", ["mt"] = "MLT", ["nl"] = "NLD", ["pl"] = "POL", ["pt"] = "POR", ["ro"] = "RON", ["sk"] = "SLK",
        ["sl"] = "SLV", ["sq"] = "SQI", ["sv"] = "SWE", ["tr"] = "TUR", ["gre"] = "ELL", ["greek"] = "ELL", ["english"] = "ENG",
    };

    private static readonly Dictionary<string, string> Frequencies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["continuous"] = "CONT", ["cont"] = "CONT", ["PT1S"] = "CONT", ["hourly"] = "HOURLY", ["PT1H"] = "HOURLY", ["daily"] = "DAILY", ["P1D"] = "DAILY", ["weekly"] = "WEEKLY", ["P1W"] = "WEEKLY",
        ["P7D"] = "WEEKLY", ["biweekly"] = "BIWEEKLY", ["fortnightly"] = "BIWEEKLY", ["P2W"] = "BIWEEKLY", ["monthly"] = "MONTHLY", ["P1M"] = "MONTHLY", ["bimonthly"] = "BIMONTHLY", ["P2M"] = "BIMONTHLY",
        ["quarterly"] = "QUARTERLY", ["P3M"] = "QUARTERLY", ["semiannual"] = "ANNUAL_2", ["biannual"] = "ANNUAL_2", ["P6M"] = "ANNUAL_2", ["annual"] = "ANNUAL", ["annually"] = "ANNUAL", ["yearly"] = "ANNUAL",
        ["P1Y"] = "ANNUAL", ["biennial"] = "BIENNIAL", ["P2Y"] = "BIENNIAL", ["triennial"] = "TRIENNIAL", ["P3Y"] = "TRIENNIAL", ["irregular"] = "IRREG", ["irreg"] = "IRREG", ["never"] = "NEVER",
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

    /// <summary>Of a two- or three-letter code or a name: <c>el</c>, <c>el-GR</c>, <c>ell</c>.</summary>
    public static RdfTerm Language(string text)
    {
        var code = text.Trim();
        if (Languages.TryGetValue(code.Split('-', '_')[0], out var known))
            return new Iri($"{Base}language/{known}");
        return code.Length == 3 && code.All(char.IsAsciiLetter) ? new Iri($"{Base}language/{code.ToUpperInvariant()}") : IriText.IriOrLiteral(code);
    }

    /// <summary>Of a word, an ISO 8601 interval such as <c>R/P1M</c>, or Dublin Core's own list.</summary>
    public static RdfTerm Frequency(string text)
    {
        const string dublinCore = "http://purl.org/cld/freq/";
        var word = text.Trim();
        word = word.StartsWith("R/", StringComparison.OrdinalIgnoreCase) ? word[2..] : word.StartsWith(dublinCore, StringComparison.Ordinal) ? word[dublinCore.Length..] : word;
        return Frequencies.TryGetValue(word, out var known) ? new Iri($"{Base}frequency/{known}")
            : Frequencies.ContainsValue(word) ? new Iri($"{Base}frequency/{word}") : IriText.IriOrLiteral(text);
    }

    /// <summary>Of a code, as a group may be named too; another address stays; null for other texts: a theme is a concept.</summary>
    public static Iri? Theme(string text) => IsTheme(text.Trim()) ? new Iri($"{Base}data-theme/{text.Trim().ToUpperInvariant()}") : IriText.Web(text);

    public static bool IsTheme(string name) => Themes.ContainsKey(name);

    /// <summary>Of the register's id, else the licence's address, else its id as a text; null where none is stated.</summary>
    public static RdfTerm? Licence(string? id, string? url) =>
        id is { Length: > 0 } && Licences.TryGetValue(id, out var code) ? new Iri($"{Base}licence/{code}")
        : (RdfTerm?)IriText.Web(url) ?? (id is null or "" or "notspecified" ? null : IriText.IriOrLiteral(id));

    /// <summary>Null where the text is none of the list's and no address.</summary>
    public static Iri? AccessRights(string text) => Rights.TryGetValue(text.Trim(), out var code) ? new Iri($"{Base}access-right/{code}") : IriText.Web(text);

    /// <summary>A code of a list by its name, such as <c>planned-availability</c> and <c>AVAILABLE</c>; an address stays; null for other texts.</summary>
    public static Iri? Code(string list, string text) => IriText.Web(text)
        ?? (text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? new Iri($"{Base}{list}/{text.ToUpperInvariant()}") : null);

    /// <summary>What a concept of these lists is called in English; null for one of another list.</summary>
    public static string? Label(Iri concept)
    {
        const string publisherTypes = "http://purl.org/adms/publishertype/";
        if (concept.Value.StartsWith(publisherTypes, StringComparison.Ordinal))
            return string.Concat(concept.Value[publisherTypes.Length..].Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {c}" : c.ToString()));
        if (!concept.Value.StartsWith(Base, StringComparison.Ordinal))
            return null;
        var code = concept.Value[(concept.Value.LastIndexOf('/') + 1)..];
        return Themes.TryGetValue(code, out var theme) && concept.Value.Contains("/data-theme/", StringComparison.Ordinal) ? theme : code.Replace('_', ' ').ToLowerInvariant();
    }

    public static readonly Iri ThemeList = new($"{Base}data-theme");
}
