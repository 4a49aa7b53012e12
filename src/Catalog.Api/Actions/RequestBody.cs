using System.Buffers;

namespace Catalog.Api.Actions;

/// <summary>The bytes of a body in one piece, borrowed where they are given back with <see cref="Dispose"/>.</summary>
/// <param name="isLent">Whether nobody keeps a part of them.</param>
/// <param name="expected">As long as it says it is; 0 = unknown.</param>
internal sealed class RequestBody(bool isLent, int expected) : IDisposable
{
    private const int Least = 16 * 1024;

    private byte[] _bytes = Take(isLent, Math.Max(expected + 1, Least));   // one more, to see the end

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (Length == _bytes.Length)
            {
                var more = Take(isLent, 2 * Length);
                Bytes.CopyTo(more);
                Dispose();
                _bytes = more;
            }

            return _bytes.AsMemory(Length);
        }
    }

    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        if (isLent && _bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private static byte[] Take(bool isLent, int length) => isLent ? ArrayPool<byte>.Shared.Rent(length) : new byte[length];
}
