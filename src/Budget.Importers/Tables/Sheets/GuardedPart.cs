namespace Budget.Importers.Tables.Sheets;

/// <summary>
/// The bytes of a part on their way to the XML reader, which holds a tag with all its attributes in memory: one that is long beyond reason is refused before. In the
/// end the checksum must be right; the framework does not look at it.
/// </summary>
internal sealed class GuardedPart(Stream inner, uint checksum) : Stream
{
    private const int MostTag = 1 << 20;

    private static readonly uint[][] Tables = MakeTables();

    private uint _crc = uint.MaxValue;
    private long _tag;
    private bool _isInTag;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">A tag without an end, or other bytes than were packed.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        if (count == 0 && buffer.Length > 0 && ~_crc != checksum)
            throw new InvalidDataException("its bytes are not those that were packed");
        Add(buffer[..count]);
        Measure(buffer[..count]);
        return count;
    }

    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Measure(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = bytes.IndexOf(_isInTag ? (byte)'>' : (byte)'<');
            if (_isInTag)
                _tag += at < 0 ? bytes.Length : at;
            if (_tag > MostTag)
                throw new InvalidDataException("it has a tag of more than a million characters");
            if (at < 0)
                return;
            (_isInTag, _tag) = (!_isInTag, 0);
            bytes = bytes[(at + 1)..];
        }
    }

    /// <summary>CRC-32 of ZIP, four bytes at once.</summary>
    private void Add(ReadOnlySpan<byte> bytes)
    {
        var crc = _crc;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            crc ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = Tables[3][crc & 0xFF] ^ Tables[2][(crc >> 8) & 0xFF] ^ Tables[1][(crc >> 16) & 0xFF] ^ Tables[0][crc >> 24];
        }

        foreach (var b in bytes)
            crc = Tables[0][(crc ^ b) & 0xFF] ^ (crc >> 8);
        _crc = crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = Enumerable.Range(0, 4).Select(_ => new uint[256]).ToArray();
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            tables[0][i] = crc;
        }

        for (var t = 1; t < 4; t++)
        {
            for (var i = 0; i < 256; i++)
                tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xFF];
        }

        return tables;
    }
}
