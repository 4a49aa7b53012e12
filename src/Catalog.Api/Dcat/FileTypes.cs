using System.Text.RegularExpressions;
using Catalog.Api.Dcat.Rdf;

namespace Catalog.Api.Dcat;

/// <summary>Formats as the EU's file-type list and IANA's media types name them (contract 7.8, A.1).</summary>
internal static partial class FileTypes
{
    private const string List = "http://publications.europa.eu/resource/authority/file-type/";
    private const string MediaTypes = "https://www.iana.org/assignments/media-types/";

    /// <summary>Canonical name, code of the list, media type, whether it is a file (and no service or page).</summary>
    public static readonly IReadOnlyList<(string Name, string Code, string? MediaType, bool IsFile)> All =
    [
        ("CSV", "CSV", "text/csv", true), ("TSV", "TSV", "text/tab-separated-values", true),
        ("XLS", "XLS", "application/vnd.ms-excel", true), ("XLSX", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true),
        ("ODS", "ODS", "application/vnd.oasis.opendocument.spreadsheet", true), ("DBASE", "DBF", null, true), ("DBF", "DBF", null, true), ("MDB", "MDB", null, true),
        ("JSON", "JSON", "application/json", true), ("XML", "XML", "application/xml", true), ("RDF", "RDF_XML", "application/rdf+xml", true), ("N3", "N3", "text/n3", true),
        ("TTL", "RDF_TURTLE", "text/turtle", true), ("TEXT/TURTLE", "RDF_TURTLE", "text/turtle", true), ("JSON-LD", "JSON_LD", "application/ld+json", true),
        ("JSONLD", "JSON_LD", "application/ld+json", true), ("OWL", "OWL", "application/owl+xml", true), ("NETCDF", "NETCDF", null, true), ("PARQUET", "PARQUET", "application/vnd.apache.parquet", true),
        ("GEOJSON", "GEOJSON", "application/geo+json", true), ("KML", "KML", "application/vnd.google-earth.kml+xml", true), ("KMZ", "KMZ", "application/vnd.google-earth.kmz", true),
        ("SHP", "SHP", null, true), ("GPKG", "GPKG", "application/geopackage+sqlite3", true), ("GML", "GML", "application/gml+xml", true), ("E00", "E00", null, true), ("MXD", "MXD", null, true),
        ("GTFS", "GTFS", null, true), ("WMS", "WMS_SRVC", null, false), ("WFS", "WFS_SRVC", null, false), ("WMTS", "WMTS_SRVC", null, false), ("WCS", "WCS_SRVC", null, false),
        ("ESRI REST", "REST", null, false), ("ARCGIS MAP SERVICE", "MAP_SRVC", null, false), ("SPARQL", "SPARQLQ", null, false),
        ("PDF", "PDF", "application/pdf", true), ("DOC", "DOC", "application/msword", true), ("DOCX", "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true),
        ("ODT", "ODT", "application/vnd.oasis.opendocument.text", true), ("PPT", "PPT", "application/vnd.ms-powerpoint", true),
        ("PPTX", "PPTX", "application/vnd.openxmlformats-officedocument.presentationml.presentation", true), ("HTML", "HTML", "text/html", false), ("TXT", "TXT", "text/plain", true),
        ("JPEG", "JPEG", "image/jpeg", true), ("PNG", "PNG", "image/png", true), ("GIF", "GIF", "image/gif", true), ("TIFF", "TIFF", "image/tiff", true), ("SVG", "SVG", "image/svg+xml", true),
        ("ZIP", "ZIP", "application/zip", true), ("GZ", "GZIP", "application/gzip", true), ("TAR", "TAR", null, true), ("RAR", "RAR", "application/vnd.rar", true),
        ("XLSM", "XLSM", "application/vnd.ms-excel.sheet.macroEnabled.12", true), ("XLSB", "XLSB", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", true),
        ("ODP", "ODP", "application/vnd.oasis.opendocument.presentation", true), ("ODG", "ODG", "application/vnd.oasis.opendocument.graphics", true),
        ("ODC", "ODC", "application/vnd.oasis.opendocument.chart", true), ("ODF", "ODF", "application/vnd.oasis.opendocument.formula", true),
        ("ODB", "ODB", "application/vnd.oasis.opendocument.base", true), ("PPSX", "PPSX", "application/vnd.openxmlformats-officedocument.presentationml.slideshow", true),
        ("RTF", "RTF", "application/rtf", true), ("EPUB", "EPUB", "application/epub+zip", true), ("BMP", "BMP", "image/bmp", true), ("MP3", "MP3", "audio/mpeg", true), ("WAV", "WAV", null, true),
        ("MRSID", "MRSID", null, true), ("QGIS", "QGS", null, true), ("GEOTIFF", "GEOTIFF", "image/tiff", true), ("DWG", "DWG", "image/vnd.dwg", true), ("DXF", "DXF", "image/vnd.dxf", true),
        ("7Z", "7Z", null, true), ("BIN", "BIN", "application/octet-stream", true), ("JS", "JS", "text/javascript", true), ("EXE", "EXE", null, true), ("XSLT", "XSLT", "application/xslt+xml", true),
        ("SQL", "SQL", "application/sql", true), ("YAML", "YAML", "application/yaml", true), ("ATOM FEED", "ATOM", "application/atom+xml", false), ("RSS", "RSS", null, false), ("ICS", "ICS", "text/calendar", true),
    ];

    private static readonly Dictionary<string, (string Name, string Code, string? MediaType, bool IsFile)> ByName = All.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, (string Name, string Code, string? MediaType, bool IsFile)> ByMediaType =
        All.Where(type => type.MediaType is not null).GroupBy(type => type.MediaType!, StringComparer.Ordinal).ToDictionary(types => types.Key, types => types.First(), StringComparer.Ordinal);

    /// <summary>The address in the list; an unknown format stays what the publisher wrote; null where nothing is known.</summary>
    public static RdfTerm? Format(string format, string? mediaType)
    {
        if (IriText.Web(format) is { } iri)
            return iri;
        if (Find(format, mediaType) is { } known)
            return new Iri(List + known.Code);
        return format.Length > 0 ? new Literal(format) : mediaType is { Length: > 0 } ? new Literal(mediaType) : null;
    }

    /// <summary>The address in IANA's list, of the media type or of the format's usual one; null where it is none.</summary>
    public static Iri? MediaType(string format, string? mediaType)
    {
        var type = Type(mediaType) ?? Type(format) ?? Find(format, null)?.MediaType;
        return type is null ? null : IriText.Web(MediaTypes + type);
    }

    /// <summary>Whether an address with that format leads to a file and not to a page or service.</summary>
    public static bool IsFile(string format, string? mediaType) => Find(format, mediaType)?.IsFile ?? false;

    private static (string Name, string Code, string? MediaType, bool IsFile)? Find(string format, string? mediaType) =>
        ByName.TryGetValue(format.Trim(), out var byName) ? byName
        : (Type(format) ?? Type(mediaType)) is { } type && ByMediaType.TryGetValue(type, out var byType) && (format.Length == 0 || Type(format) is not null) ? byType
        : null;

    /// <summary>Type and subtype without parameters, in lower case; null where the text is none.</summary>
    private static string? Type(string? text)
    {
        var type = (text ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return TypeAndSubtype().IsMatch(type) ? type : null;
    }

    [GeneratedRegex(@"^(application|audio|chemical|font|image|message|model|multipart|text|video)/[a-z0-9][a-z0-9.+_-]{0,126}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TypeAndSubtype();
}
