using System.Buffers;
using System.Security.Cryptography;

namespace OpenData.Core.Files;

/// <summary>
/// A file that came with a request: counted, hashed and flushed under a temporary name in the store's volume, referenced by nothing. Its owner disposes it,
/// which takes the bytes away unless <see cref="Keep"/> was called.
/// </summary>
public sealed class ReceivedFile : IDisposable
{
    private readonly BlobStore _blobs;
    private readonly string _temp;

    private ReceivedFile(BlobStore blobs, string temp, string name) => (_blobs, _temp, Name) = (blobs, temp, name);

    /// <summary>As the client sent it: any text.</summary>
    public string Name { get; }

    /// <summary>Length; of one that is too large what was read of it.</summary>
    public long Bytes { get; private set; }

    /// <summary>Hex, lower case; empty of one that is too large.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>It went on past its limit; its bytes are gone.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Where its bytes are until it is disposed.</summary>
    public string Path => _temp;

    /// <param name="read">Fills a buffer and returns how many bytes it took; 0 = the end.</param>
    /// <param name="name">As sent.</param>
    /// <param name="maxBytes">What goes on past it is read to its end and not stored.</param>
    /// <param name="blobs">Whose volume it is written to.</param>
    /// <param name="ct">Stops it; nothing is left then.</param>
    public static async Task<ReceivedFile> ReceiveAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, string name, long maxBytes, BlobStore blobs, CancellationToken ct)
    {
        var file = new ReceivedFile(blobs, blobs.NewTempPath(), name);
        try
        {
            await file.WriteAsync(read, maxBytes, ct);
            if (file.IsTooLarge)
                file.Dispose();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Puts the bytes under their hash, durably, so that a row may name them (security rule 27). Called inside the transaction that writes that row.</summary>
    public void Keep()
    {
        if (IsTooLarge)
            throw new InvalidOperationException("a file that is too large has no bytes");
        _blobs.Keep(_temp, Sha256);
    }

    public void Dispose() => File.Delete(_temp);

    private async Task WriteAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, long maxBytes, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            await using var file = new FileStream(_temp, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            int length;
            while ((length = await read(buffer, ct)) > 0)
            {
                Bytes += length;
                IsTooLarge |= Bytes > maxBytes;
                if (IsTooLarge)
                    continue;
                hash.AppendData(buffer, 0, length);
                await file.WriteAsync(buffer.AsMemory(0, length), ct);
            }

            if (IsTooLarge)
                return;
            file.Flush(flushToDisk: true);
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
