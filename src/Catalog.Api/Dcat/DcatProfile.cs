using OpenData.Core.Errors;

namespace Catalog.Api.Dcat;

/// <summary>Which edition of DCAT-AP a document speaks: few properties differ (contract 7.4, 7.6).</summary>
internal enum DcatEdition
{
    One = 1,
    Two,
    Three,
}

/// <summary>The parameter <c>profiles</c>: names as harvesters know them from ckanext-dcat (contract 6.3).</summary>
internal static class DcatProfile
{
    /// <summary>The newest of the editions named; DCAT-AP 3 where none is.</summary>
    /// <exception cref="ConflictException">An unknown name.</exception>
    public static DcatEdition Parse(string? profiles)
    {
        var editions = (profiles ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name switch
        {
            "euro_dcat_ap_3" => DcatEdition.Three,
            "euro_dcat_ap_2" => DcatEdition.Two,
            "euro_dcat_ap" => DcatEdition.One,
            "euro_dcat_ap_scheming" => default,   // fields of that extension are read anyway
            _ => throw new ConflictException($"Unknown RDF profiles: {(name.Length > 100 ? name[..100] : name)}"),
        }).Where(edition => edition != default).ToList();
        return editions.Count == 0 ? DcatEdition.Three : editions.Max();
    }
}
