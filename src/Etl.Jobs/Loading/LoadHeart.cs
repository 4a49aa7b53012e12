using Npgsql;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Loading;

/// <summary>Says every second that a load is worked on and how far it is; <see cref="Lost"/> fires when another worker has taken it over, or the program stops.</summary>
internal sealed class LoadHeart : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly LoadStore _loads;
    private readonly Load _load;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beats;
    private long _rows;

    public LoadHeart(LoadStore loads, Load load, TimeProvider clock, CancellationToken ct)
    {
        (_loads, _load, _clock) = (loads, load, clock);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _beats = BeatAsync();
    }

    public CancellationToken Lost => _lost.Token;

    /// <summary>Rows that were sent.</summary>
    public long Rows
    {
        get => Volatile.Read(ref _rows);
        set => Volatile.Write(ref _rows, value);
    }

    /// <summary>The load is about to be ended here: that it is over is no loss any more.</summary>
    public bool IsEnding { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beats;
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync()
    {
        while (true)
        {
            await Task.Delay(Beat, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                return;
            try
            {
                if (!await _loads.BeatAsync(_load, Rows, CancellationToken.None) && !IsEnding)
                    await _lost.CancelAsync();
            }
            catch (NpgsqlException)
            {
                // the next beat, or the load itself, meets the same
            }
        }
    }
}
