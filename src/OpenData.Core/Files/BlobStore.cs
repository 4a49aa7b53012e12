using System.Buffers;
using System.Diagnostics;
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
            Keep(temp, blob.Sha256);
            return blob;
        }
        finally
        {
            File.Delete(temp);
        }
    }

    /// <summary>
    /// Puts a flushed file under its hash. Bytes that are there already are marked as wanted now: the collector (<see cref="FileCollector"/>) leaves them alone
    /// until a row can name them.
    /// </summary>
    public void Keep(string temp, string sha256)
    {
        using var door = EnterDoor(FileShare.Read);
        var target = PathOf(sha256);
        if (File.Exists(target))
            File.SetLastWriteTimeUtc(target, DateTime.UtcNow);
        MoveInto(temp, target);
    }

    /// <summary>Hashes (hex) of files that nobody has stored since that time.</summary>
    public IEnumerable<string> OlderThan(DateTimeOffset before)
    {
        var folder = new DirectoryInfo(Path.Combine(Root, "blobs"));
        return folder.Exists
            ? folder.EnumerateDirectories().SelectMany(part => part.EnumerateFiles()).Where(file => file.Name.Length == 64 && file.LastWriteTimeUtc < before.UtcDateTime).Select(file => file.Name)
            : [];
    }

    /// <summary>Removes the bytes of that hash, unless somebody has stored them again since that time. Nobody stores any file while this looks.</summary>
    /// <param name="sha256">Hex.</param>
    /// <param name="before">As in <see cref="OlderThan"/>.</param>
    /// <param name="release">Takes away what still names the bytes; false: something does, they stay.</param>
    /// <returns>Bytes that were freed; null: they stay, or are gone.</returns>
    public async Task<long?> RemoveAsync(string sha256, DateTimeOffset before, Func<Task<bool>> release)
    {
        using var door = EnterDoor(FileShare.None);
        var file = new FileInfo(PathOf(sha256));
        if (!file.Exists || file.LastWriteTimeUtc >= before.UtcDateTime || !await release())
            return null;
        var bytes = file.Length;
        file.Delete();
        return bytes;
    }

    /// <summary>
    /// A lock between all programs that use the folder (flock): many may store files at once, nobody while one is removed. Held for one file at a time.
    /// </summary>
    private FileStream EnterDoor(FileShare share)
    {
        Directory.CreateDirectory(Root);
        var path = Path.Combine(Root, "blobs.lock");
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, share, 1);
            }
            catch (IOException) when (File.Exists(path) && patience.Elapsed < Patience)
            {
                Thread.Sleep(1);
            }
        }
    }

    // A removal takes a millisecond; a folder on a network that hangs is an error and no reason to wait for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
