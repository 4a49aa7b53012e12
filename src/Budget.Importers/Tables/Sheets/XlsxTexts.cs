using System.Text;
using System.Xml;

namespace Budget.Importers.Tables.Sheets;

/// <summary>The texts that cells of an XLSX name by number: the first megabytes of them in memory, the rest in a file of the moment.</summary>
internal sealed class XlsxTexts : IDisposable
{
    private const int MostTexts = 8_000_000;
    private const int InMemory = 48 << 20;

    private readonly List<long> _ends = [];
    private readonly MemoryStream _memory = new();
    private FileStream? _file;
    private byte[] _bytes = new byte[4096];
    private char[] _characters = new char[4096];
    private long _length;

    public int Count => _ends.Count;

    public static XlsxTexts Read(SheetArchive archive)
    {
        var texts = new XlsxTexts();
        using var xml = archive.Read("xl/sharedStrings.xml");
        if (xml is null)
            return texts;
        var text = new StringBuilder();
        var piece = new char[4096];
        var (isInText, skip) = (false, 0);
        while (XlsxTable.ReadNode(xml))
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == "si":
                    text.Clear();
                    if (xml.IsEmptyElement)
                        texts.Add("");
                    break;
                case XmlNodeType.EndElement when xml.LocalName == "si":
                    texts.Add(XlsxText.Unescape(text.ToString()));
                    break;
                case XmlNodeType.Element when xml.LocalName == "rPh" && !xml.IsEmptyElement:   // how the text is spoken
                    skip++;
                    break;
                case XmlNodeType.EndElement when xml.LocalName == "rPh":
                    skip--;
                    break;
                case XmlNodeType.Element when xml.LocalName == "t":
                    isInText = !xml.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement when xml.LocalName == "t":
                    isInText = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA when isInText && skip == 0:
                    for (int count; (count = xml.ReadValueChunk(piece, 0, piece.Length)) > 0;)
                    {
                        if (text.Append(piece, 0, count).Length > TableReader.MostCharacters)
                            throw new InvalidDataException("it has a text of more than 4 million characters");
                    }

                    break;
            }
        }

        return texts;
    }

    /// <summary>Valid until the next one.</summary>
    /// <exception cref="InvalidDataException">There is none of that number.</exception>
    public ReadOnlySpan<char> this[int number]
    {
        get
        {
            if (number < 0 || number >= _ends.Count)
                throw new InvalidDataException($"a cell names the text {number} of {_ends.Count}");
            var start = number == 0 ? 0 : _ends[number - 1];
            var length = (int)(_ends[number] - start);
            if (length > _bytes.Length)
                (_bytes, _characters) = (new byte[length], new char[length]);
            var bytes = _bytes.AsSpan(0, length);
            if (_ends[number] <= _memory.Length)
                _memory.GetBuffer().AsSpan((int)start, length).CopyTo(bytes);
            else
                ReadFile(bytes, start - _memory.Length);
            return _characters.AsSpan(0, Encoding.UTF8.GetChars(bytes, _characters));
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Add(string text)
    {
        if (_ends.Count == MostTexts)
            throw new InvalidDataException($"it has more than {MostTexts} texts");
        var count = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (count > _bytes.Length)
            (_bytes, _characters) = (new byte[count], new char[count]);
        var bytes = _bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, _bytes));
        if (_file is null && _length + bytes.Length <= InMemory)
            _memory.Write(bytes);
        else
            (_file ??= NewFile()).Write(bytes);
        _ends.Add(_length += bytes.Length);
    }

    private void ReadFile(Span<byte> bytes, long at)
    {
        _file!.Flush();
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(_file.SafeFileHandle, bytes[read..], at + read);
            read += count > 0 ? count : throw new EndOfStreamException();
        }
    }

    private static FileStream NewFile() =>
        new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
}
