using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace OpenData.Core.Files;

/// <summary>Files under the SHA-256 of their bytes, written once and never changed: <c>blobs/ab/abcd...</c>. A crash leaves garbage, never a hole (security rule 27).</summary>
public sealed partial class BlobStore(IOptions<FileStoreOptions> options)
{
    public string Root { get; } = options.Value.Root;

    /// <summary>Where the bytes of that hash (hex) are or would be.</summary>
    public string PathOf(string sha256) => Path.Combine(Root, "blobs", sha256[..2], sha256);

    public bool Exists(string sha256) => File.Exists(PathOf(sha256));

    public FileStream OpenRead(string sha256) => new(PathOf(sha256), new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    /// <summary>Copies the stream to the store, hashing as it goes.</summary>
    /// <returns>Hash (hex) and length.</returns>
    /// <exception cref="FileTooLargeException">More than <paramref name="maxBytes"/>; nothing is kept.</exception>
    public async Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken ct)
    {
        var temp = NewTempPath();
        try
        {
            var blob = await CopyAsync(content, temp, maxBytes, ct);
            MoveInto(temp, PathOf(blob.Sha256));
            return blob;
        }
        finally
        {
            File.Delete(temp);
        }
    }

    /// <summary>A path for a file that is being written, on the same volume.</summary>
    public string NewTempPath()
    {
        var folder = Path.Combine(Root, "tmp");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Removes files of <see cref="NewTempPath"/> that nobody wrote to since that time: their writer was killed. Returns how many.</summary>
    public int RemoveLeftovers(DateTimeOffset before)
    {
        var folder = new DirectoryInfo(Path.Combine(Root, "tmp"));
        var leftovers = folder.Exists ? folder.EnumerateFiles().Where(file => file.LastWriteTimeUtc < before.UtcDateTime).ToList() : [];
        leftovers.ForEach(file => file.Delete());
        return leftovers.Count;
    }

    /// <summary>Renames a flushed file to its place and makes the rename durable. A file that is there already stays: same name, same bytes.</summary>
    public static void MoveInto(string temp, string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        if (!File.Exists(target))
            File.Move(temp, target, overwrite: true);
        FlushFolder(folder);
    }

    private static async Task<StoredBlob> CopyAsync(Stream content, string temp, long maxBytes, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(81920);
        long length = 0;
        try
        {
            await using var file = new FileStream(temp, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
            {
                length += read;
                if (length > maxBytes)
                    throw new FileTooLargeException(maxBytes);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            file.Flush(flushToDisk: true);
            return new StoredBlob(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>.NET cannot open a folder, so the C library does: without it the rename may be lost with the power.</summary>
    private static void FlushFolder(string folder)
    {
        using var handle = new SafeFileHandle(Open(folder, 0), ownsHandle: true);
        if (!handle.IsInvalid)
            _ = Fsync(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(SafeFileHandle handle);
}

/// <summary>A stored file: its SHA-256 in lower-case hex and its length in bytes.</summary>
public readonly record struct StoredBlob(string Sha256, long Bytes);

/// <summary>A stream went on past the limit.</summary>
public sealed class FileTooLargeException(long maxBytes) : Exception($"more than {maxBytes} bytes")
{
    public long MaxBytes { get; } = maxBytes;
}
