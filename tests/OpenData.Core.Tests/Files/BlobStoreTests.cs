using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using Xunit;

namespace OpenData.Core.Tests.Files;

/// <summary>Storing and removing the same bytes at once: whoever has stored them finds them.</summary>
public sealed class BlobStoreTests : IDisposable
{
    private static readonly byte[] Content = "the same bytes"u8.ToArray();
    private readonly string _root = Directory.CreateTempSubdirectory("opendata-blobs").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Yesterday => DateTimeOffset.UtcNow.AddDays(-1);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Bytes_that_are_stored_again_are_as_good_as_new()
    {
        var sha256 = await HasOldAsync();
        Assert.Equal([sha256], Store().OlderThan(Yesterday));

        await StoreAsync();

        Assert.Empty(Store().OlderThan(Yesterday));
        Assert.Null(await Store().RemoveAsync(sha256, Yesterday, () => Task.FromResult(true)));
        Assert.True(Store().Exists(sha256));
    }

    [Fact]
    public async Task Bytes_that_come_while_they_are_being_removed_are_there_afterwards()
    {
        var sha256 = await HasOldAsync();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var removed = Store().RemoveAsync(sha256, Yesterday, () =>
        {
            asked.SetResult();
            return answer.Task;
        });
        await asked.Task;

        var stored = Task.Run(StoreAsync, Ct);
        await Task.WhenAny(stored, Task.Delay(200, Ct));   // it must wait; one that does not is done by now
        Assert.False(stored.IsCompleted);
        answer.SetResult(true);

        Assert.Equal(Content.Length, await removed);
        Assert.Equal(sha256, (await stored).Sha256);
        Assert.True(Store().Exists(sha256));
    }

    [Fact]
    public async Task Bytes_that_something_names_stay()
    {
        var sha256 = await HasOldAsync();

        Assert.Null(await Store().RemoveAsync(sha256, Yesterday, () => Task.FromResult(false)));
        Assert.True(Store().Exists(sha256));
    }

    private BlobStore Store() => new(Options.Create(new FileStoreOptions { Root = _root }));   // another each time, as two programs have

    private async Task<StoredBlob> StoreAsync()
    {
        using var content = new MemoryStream(Content);
        return await Store().StoreAsync(content, long.MaxValue, Ct);
    }

    private async Task<string> HasOldAsync()
    {
        var sha256 = (await StoreAsync()).Sha256;
        File.SetLastWriteTimeUtc(Store().PathOf(sha256), DateTime.UtcNow.AddDays(-2));
        return sha256;
    }
}
