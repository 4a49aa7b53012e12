using System.Text;

namespace Budget.Importers.Formats;

/// <summary>
/// Bytes to characters without mercy and without holding the file. Bytes that the encoding does not know come out as <see cref="Invalid"/>, so that
/// whoever counts lines can say where they stand, and are described by <see cref="FirstInvalid"/>.
/// </summary>
internal sealed class StrictDecoder
{
    /// <summary>A code point that no text holds (U+FFFF), in place of bytes that cannot be decoded.</summary>
    public const char Invalid = '\uFFFF';

    private const int BlockBytes = 16 * 1024;

    private readonly Stream stream;
    private ReadOnlyMemory<byte> start;
    private readonly Fallback fallback = new();
    private readonly Decoder decoder;
    private readonly byte[] bytes = new byte[BlockBytes];
    private readonly char[] characters;
    private bool ended;

    /// <param name="start">Bytes already read, behind any byte-order mark.</param>
    /// <param name="stream">The bytes behind them.</param>
    /// <param name="position">Offset of <paramref name="start"/> in the file.</param>
    public StrictDecoder(ReadOnlyMemory<byte> start, Stream stream, Encoding encoding, long position)
    {
        this.start = start;
        this.stream = stream;
        Position = position;
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = fallback;
        decoder = strict.GetDecoder();
        characters = new char[strict.GetMaxCharCount(BlockBytes)];
    }

    /// <summary>Bytes of the file passed so far.</summary>
    public long Position { get; private set; }

    /// <summary>Where the first undecodable bytes are, or null while there are none.</summary>
    public InvalidBytes? FirstInvalid => fallback.First;

    /// <summary>The next characters; empty at the end of the file. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<char>> ReadAsync(CancellationToken ct)
    {
        while (!ended)
        {
            var count = await ReadBlockAsync(ct);
            ended = count == 0;
            fallback.BlockStart = Position;
            fallback.AtEnd = ended;
            var written = decoder.GetChars(bytes, 0, count, characters, 0, flush: ended);
            Position += count;
            if (written > 0)
                return characters.AsMemory(0, written);
        }
        return default;
    }

    private async ValueTask<int> ReadBlockAsync(CancellationToken ct)
    {
        if (start.IsEmpty)
            return await stream.ReadAsync(bytes, ct);
        var count = Math.Min(start.Length, bytes.Length);
        start[..count].CopyTo(bytes);
        start = start[count..];
        return count;
    }

    /// <param name="Offset">Byte offset in the file, from 0.</param>
    /// <param name="Bytes">The bytes as hex.</param>
    /// <param name="Incomplete">Whether the file ends in the middle of a character.</param>
    public sealed record InvalidBytes(long Offset, string Bytes, bool Incomplete);

    private sealed class Fallback : DecoderFallback
    {
        public InvalidBytes? First { get; private set; }

        public long BlockStart { get; set; }

        public bool AtEnd { get; set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(Fallback owner) : DecoderFallbackBuffer
        {
            private bool pending;

            public override int Remaining => pending ? 1 : 0;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                // The index counts from the block's start; it is negative where the sequence began in the block before.
                owner.First ??= new(Math.Max(0, owner.BlockStart + index), Convert.ToHexString(bytesUnknown), owner.AtEnd);
                return pending = true;
            }

            public override char GetNextChar()
            {
                var had = pending;
                pending = false;
                return had ? Invalid : '\0';
            }

            public override bool MovePrevious() => false;

            public override void Reset() => pending = false;
        }
    }
}
