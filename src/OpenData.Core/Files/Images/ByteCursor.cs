using System.Buffers.Binary;

namespace OpenData.Core.Files.Images;

/// <summary>Walks through the bytes of a picture; what asks for more than there is ends as a damaged picture.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position >= _bytes.Length;

    /// <exception cref="InvalidDataException">The picture ends before.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - Position)
            throw new InvalidDataException("the picture is cut short");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public long UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>What was passed since <paramref name="from"/>.</summary>
    public readonly ReadOnlySpan<byte> Since(int from) => _bytes[from..Position];

    /// <summary>Goes back one byte.</summary>
    public void Back() => Position--;
}
