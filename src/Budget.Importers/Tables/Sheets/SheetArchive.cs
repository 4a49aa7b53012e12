using System.IO.Compression;
using System.Xml;

namespace Budget.Importers.Tables.Sheets;

/// <summary>The parts of a workbook, read as XML without document types, without entities and within limits (security rule 14).</summary>
internal sealed class SheetArchive : IDisposable
{
    private const int MostCharacters = int.MaxValue;

    private readonly ZipArchive _zip;

    private SheetArchive(ZipArchive zip) => _zip = zip;

    /// <exception cref="TableException">It is no archive.</exception>
    public static SheetArchive Open(Stream file)
    {
        try
        {
            return new SheetArchive(new ZipArchive(file, ZipArchiveMode.Read));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public bool Has(string part) => Find(part) is not null;

    /// <summary>A part as XML, or null where there is none.</summary>
    public XmlReader? Read(string part)
    {
        if (Find(part) is not { } entry)
            return null;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true,
        };
        try
        {
            return XmlReader.Create(new GuardedPart(entry.Open(), entry.Crc32), settings);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw Damaged(e);
        }
    }

    public void Dispose() => _zip.Dispose();

    public static TableException Damaged(Exception e, int? row = null) => new("load.sheet-damaged", row, value: e.Message);

    private ZipArchiveEntry? Find(string part) => _zip.Entries.FirstOrDefault(entry => entry.FullName.Replace('\\', '/').Equals(part, StringComparison.OrdinalIgnoreCase));
}
