using Microsoft.AspNetCore.StaticFiles;

namespace OpenData.Core.Packages;

/// <summary>Guesses a media type by the ending of an address or file name (contract 1.4, 2.3.1).</summary>
public static class MediaTypes
{
    private static readonly Dictionary<string, string> ByEnding = new(new FileExtensionContentTypeProvider().Mappings, StringComparer.OrdinalIgnoreCase)
    {
        // Where the framework's table has no entry, or another than the one that catalogs' formats are known by.
        [".csv"] = "text/csv", [".tsv"] = "text/tab-separated-values", [".json"] = "application/json", [".geojson"] = "application/geo+json", [".xml"] = "application/xml",
        [".ttl"] = "text/turtle", [".rdf"] = "application/rdf+xml", [".n3"] = "text/n3", [".nt"] = "application/n-triples", [".jsonld"] = "application/ld+json",
        [".kml"] = "application/vnd.google-earth.kml+xml", [".kmz"] = "application/vnd.google-earth.kmz", [".gpkg"] = "application/geopackage+sqlite3",
        [".parquet"] = "application/vnd.apache.parquet", [".jsonl"] = "application/jsonl", [".ndjson"] = "application/x-ndjson", [".zip"] = "application/zip",
        [".tar"] = "application/x-tar", [".tgz"] = "application/x-tar", [".rar"] = "application/rar", [".7z"] = "application/x-7z-compressed", [".xls"] = "application/vnd.ms-excel",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".dbf"] = "application/x-dbf", [".mdb"] = "application/x-msaccess", [".md"] = "text/markdown", [".txt"] = "text/plain", [".js"] = "text/javascript",
        [".wav"] = "audio/x-wav", [".bmp"] = "image/x-ms-bmp", [".ics"] = "text/calendar", [".torrent"] = "application/x-bittorrent", [".atom"] = "application/atom+xml",
        [".rss"] = "application/rss+xml", [".nc"] = "application/netcdf", [".sid"] = "image/x-mrsid", [".owl"] = "application/owl+xml",
    };

    /// <summary>Endings of what only packs another file: the one before it decides.</summary>
    private static readonly string[] Packed = [".gz", ".bz2", ".xz", ".z", ".br"];

    /// <summary>By what follows the last dot of the whole address, a query included; null for an unknown ending and for a bare host.</summary>
    public static string? OfUrl(string url)
    {
        var path = url.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? url.IndexOf('/', scheme + 3) is var slash and >= 0 ? url[slash..] : "" : url;
        return OfName(path);
    }

    /// <summary>By the ending of a file name; null where it is unknown.</summary>
    public static string? OfName(string name)
    {
        foreach (var packed in Packed)
        {
            if (name.EndsWith(packed, StringComparison.OrdinalIgnoreCase))
                name = name[..^packed.Length];
        }

        var dot = name.LastIndexOf('.');
        return dot < 0 ? null : ByEnding.GetValueOrDefault(name[dot..]);
    }
}
