namespace OpenData.Core.CallerSql;

/// <summary>One of the few places for queries that run at once. Whoever has it last gives it back, once.</summary>
internal sealed class SqlPlace(SemaphoreSlim places) : IDisposable
{
    private int _isBack;

    /// <summary>Whether the rows have it, and with it the lease: they give both back.</summary>
    public bool IsHandedOver { get; set; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isBack, 1) == 0)
            places.Release();
    }
}
