using OpenData.Core.Errors;

namespace OpenData.Core.Database;

/// <summary>Who may keep the database busy for longer than a moment: in the web program few requests at once, in others all that they do.</summary>
public interface ICostlyPlaces
{
    /// <summary>Whether what is being answered has a place.</summary>
    bool IsHeld { get; }

    /// <summary>Waits for a place, which is held until what is being answered is answered. Nothing where it has one.</summary>
    /// <exception cref="BusyException">None became free in time.</exception>
    Task EnterAsync(CancellationToken ct);
}

/// <summary>A place for everything.</summary>
internal sealed class EveryPlace : ICostlyPlaces
{
    public bool IsHeld => true;

    public Task EnterAsync(CancellationToken ct) => Task.CompletedTask;
}
