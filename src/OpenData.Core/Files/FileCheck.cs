using OpenData.Core.Packages;

namespace OpenData.Core.Files;

/// <summary>
/// Whether a file may be what its name says (security rule 13, decision 0011). CKAN takes everything; refused is only what hides under a name that it is not,
/// and archives that are made to hurt who opens them.
/// </summary>
public static class FileCheck
{
    /// <summary>Nothing but text: a table or document that programs open without asking.</summary>
    private static readonly HashSet<string> TextEndings = new(StringComparer.Ordinal)
    {
        ".csv", ".tsv", ".tab", ".psv", ".json", ".geojson", ".topojson", ".jsonl", ".ndjson", ".jsonld", ".txt", ".md", ".ttl", ".n3", ".nt", ".nq", ".yaml", ".yml", ".sql", ".ics", ".log",
    };

    /// <summary>Texts that may well begin with a tag.</summary>
    private static readonly HashSet<string> MarkupEndings = new(StringComparer.Ordinal)
    {
        ".html", ".htm", ".xhtml", ".xht", ".mht", ".mhtml", ".shtml", ".php", ".svg", ".xml", ".xsd", ".xsl", ".xslt", ".rdf", ".owl", ".rss", ".atom", ".kml", ".gml", ".gpx", ".dae", ".wsdl",
        ".xspf", ".mpd", ".rng", ".trix", ".xbrl", ".sdmx", ".qgs", ".qml", ".sld", ".txt", ".md", ".markdown", ".vue", ".jsp", ".asp", ".aspx", ".ui", ".fodt", ".fods", ".plist",
    };

    private static readonly HashSet<string> ProgramEndings = new(StringComparer.Ordinal)
    {
        ".exe", ".dll", ".com", ".msi", ".sys", ".scr", ".bin", ".so", ".o", ".dylib", ".run", ".appimage", ".class", ".sh", ".py", ".pl", ".rb", ".r", ".js", ".bash",
    };

    private static readonly HashSet<string> OfficeEndings = new(StringComparer.Ordinal)
    {
        ".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xlam", ".docx", ".docm", ".dotx", ".dotm", ".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm", ".ppam",
    };

    private static readonly HashSet<string> ZipEndings = new(OfficeEndings, StringComparer.Ordinal)
    {
        ".zip", ".kmz", ".ods", ".odt", ".odp", ".odg", ".odc", ".odf", ".odb", ".ots", ".ott", ".epub", ".gtfs", ".jar", ".apk",
    };

    /// <summary>What is wrong with the file as a file of that name, in one sentence, or null.</summary>
    /// <param name="path">Of its bytes.</param>
    /// <param name="name">As it will be offered.</param>
    /// <param name="maxUnpacked">Bytes that the entries of an archive may hold together.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<string?> ProblemAsync(string path, string name, long maxUnpacked, CancellationToken ct)
    {
        var dot = name.LastIndexOf('.');
        var ending = dot < 0 ? "" : name[dot..].ToLowerInvariant();
        var kind = await KindAsync(path, ct);
        return Contradiction(kind, ending)
            ?? (kind == FileKind.Zip ? await Task.Run(() => ArchiveCheck.Problem(path, OfficeEndings.Contains(ending), maxUnpacked, ct), ct) : null);
    }

    public static async Task<FileKind> KindAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous, BufferSize = 1 });
        var start = new byte[FileSniffer.Length];
        return FileSniffer.Of(start.AsSpan(0, await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct)));
    }

    /// <summary>An empty file is no contradiction, whatever it is called.</summary>
    private static string? Contradiction(FileKind kind, string ending) => kind switch
    {
        FileKind.Empty => null,
        _ when Signature(ending) is { } due && kind != due => $"The file is named {ending} but is no {Word(due)}",
        FileKind.Program when !ProgramEndings.Contains(ending) => $"The file holds a program but is {Named(ending)}",
        FileKind.Markup when MediaTypes.OfName(ending) is not null && !MarkupEndings.Contains(ending) && !ProgramEndings.Contains(ending) =>
            $"The file is named {ending} but holds a web page or other markup",
        not (FileKind.Other or FileKind.Markup or FileKind.Program) when TextEndings.Contains(ending) => $"The file is named {ending} but holds {Article(kind)}",
        _ => null,
    };

    private static FileKind? Signature(string ending) => ending switch
    {
        ".pdf" => FileKind.Pdf,
        ".png" => FileKind.Png,
        ".gif" => FileKind.Gif,
        ".jpg" or ".jpeg" => FileKind.Jpeg,
        _ => ZipEndings.Contains(ending) ? FileKind.Zip : null,
    };

    private static string Named(string ending) => ending.Length == 0 ? "not named as one" : $"named {ending}";

    private static string Article(FileKind kind) => kind is FileKind.Compound ? "an Office document" : $"a {Word(kind)}";

    private static string Word(FileKind kind) => kind switch
    {
        FileKind.Zip => "ZIP archive",
        FileKind.Pdf => "PDF document",
        FileKind.Png => "PNG picture",
        FileKind.Gif => "GIF picture",
        FileKind.Jpeg => "JPEG picture",
        _ => "packed file",
    };
}
