using System.IO.Compression;

namespace OpenData.Core.Files;

/// <summary>
/// Unpacks a ZIP archive to nowhere and counts: what its headers say of sizes is not believed (security rule 13). Refused are archives that grow past the limits,
/// hide entries behind one another, write outside of a folder, or cannot be looked into.
/// </summary>
internal static class ArchiveCheck
{
    /// <summary>Packed text shrinks to a tenth, seldom to a fiftieth; a bomb to a thousandth.</summary>
    private const int MaxRatio = 200;

    /// <summary>Below it the ratio is nobody's harm.</summary>
    private const long RatioMatters = 16 * 1024 * 1024;

    /// <param name="path">Of the archive.</param>
    /// <param name="isOffice">Whether it is named as a document of Office Open XML, which has no two parts of one name in any case and no document types (ECMA-376-2).</param>
    /// <param name="maxUnpacked">Bytes of all entries together.</param>
    /// <param name="ct">Stops it.</param>
    public static string? Problem(string path, bool isOffice, long maxUnpacked, CancellationToken ct)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024);
            var directory = new ZipDirectory(file);
            var entries = directory.Read();
            CheckNames(entries, isOffice ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
            if (entries.Sum(entry => Math.Min(entry.Packed, file.Length + 1)) > file.Length)
                throw new InvalidDataException("its entries lie over one another");
            var left = maxUnpacked;
            foreach (var entry in entries)
                left -= Count(file, directory.DataOf(entry), entry, isOffice, left, ct);
            return null;
        }
        catch (InvalidDataException e)
        {
            return $"The archive cannot be taken: {e.Message}";
        }
    }

    private static void CheckNames(List<ZipEntry> entries, StringComparer names)
    {
        var seen = new HashSet<string>(names);
        foreach (var entry in entries)
        {
            if (entry.Name.StartsWith('/') || entry.Name.Contains('\0', StringComparison.Ordinal) || entry.Name is [_, ':', ..] || entry.Name.Split('/').Contains(".."))
                throw new InvalidDataException("an entry is named outside of it");
            if (!seen.Add(entry.Name))
                throw new InvalidDataException("two entries have one name");
        }
    }

    private static long Count(FileStream file, long start, ZipEntry entry, bool isOffice, long left, CancellationToken ct)
    {
        if (entry.IsEncrypted)
            throw new InvalidDataException("it is encrypted");
        using var packed = new FileSection(file, start, entry.Packed);
        using Stream content = entry.Method switch
        {
            0 => packed,
            8 => new DeflateStream(packed, CompressionMode.Decompress),
            _ => throw new InvalidDataException("it is packed in a way that cannot be checked; use deflate"),
        };
        var buffer = new byte[64 * 1024];
        long count = 0;
        var length = content.ReadAtLeast(buffer, FileSniffer.Length, throwOnEndOfStream: false);
        if (isOffice && IsXml(entry.Name) && HasDocumentType(buffer.AsSpan(0, Math.Min(length, FileSniffer.Length))))
            throw new InvalidDataException("a part of it declares a document type");
        for (; length > 0; length = content.Read(buffer))
        {
            ct.ThrowIfCancellationRequested();
            count += length;
            if (count > left)
                throw new InvalidDataException("it holds more bytes than this site takes");
            if (count > RatioMatters && count / MaxRatio > entry.Packed)
                throw new InvalidDataException($"it grows more than {MaxRatio} times when it is unpacked");
        }

        return count == entry.Unpacked ? count : throw ZipDirectory.Damaged();
    }

    private static bool IsXml(string name) => name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    /// <summary>Also in UTF-16, where every second byte is zero.</summary>
    private static bool HasDocumentType(ReadOnlySpan<byte> start)
    {
        var letters = new byte[start.Length];
        var count = 0;
        foreach (var letter in start)
        {
            if (letter != 0)
                letters[count++] = letter;
        }

        return letters.AsSpan(0, count).IndexOf("<!DOCTYPE"u8) >= 0;
    }

    /// <summary>Some bytes of a file as a stream; does not close the file.</summary>
    private sealed class FileSection(FileStream file, long start, long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            file.Position = start + _at;
            var read = file.Read(buffer[..(int)Math.Min(buffer.Length, length - _at)]);
            _at += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
