using System.Buffers;

namespace Catalog.Api.Actions;

/// <summary>Bytes in pieces that are borrowed and given back: a body of megabytes takes no array of megabytes, and none twice while it grows.</summary>
internal sealed class BodyBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Under the size from which the runtime keeps arrays apart and frees them late.</summary>
    private const int PieceSize = 64 * 1024;

    private readonly List<(byte[] Array, int Used)> _full = [];
    private byte[] _piece = ArrayPool<byte>.Shared.Rent(4096);   // most answers are small
    private int _used;

    public long Length { get; private set; }

    public IEnumerable<ReadOnlyMemory<byte>> Pieces => _full.Select(piece => new ReadOnlyMemory<byte>(piece.Array, 0, piece.Used)).Append(new ReadOnlyMemory<byte>(_piece, 0, _used));

    public void Advance(int count)
    {
        _used += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_piece.Length - _used < Math.Max(1, sizeHint))
        {
            _full.Add((_piece, _used));
            (_piece, _used) = (ArrayPool<byte>.Shared.Rent(Math.Max(PieceSize, sizeHint)), 0);
        }

        return _piece.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        foreach (var (array, _) in _full)
            ArrayPool<byte>.Shared.Return(array);
        _full.Clear();
        (_used, Length) = (0, 0);
    }

    public void Dispose()
    {
        Clear();
        ArrayPool<byte>.Shared.Return(_piece);
        _piece = [];
    }
}
