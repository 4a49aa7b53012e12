using System.Net.Sockets;
using Etl.Jobs.Fetching;
using Npgsql;

namespace Etl.Jobs.Running;

/// <summary>Faults that pass by themselves: network, serialization, a database that restarts (design B.6).</summary>
internal static class Transient
{
    public static bool Is(Exception e) => e switch
    {
        FetchException fetch => fetch.IsTransient,
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        NpgsqlException or SocketException or TimeoutException => true,
        DeliveryChangedException => true,
        _ => false,
    };

    /// <summary>Waiting time before attempt <paramref name="attempt"/> + 1: doubled each time, with up to a quarter of jitter; what a server asks for counts up to 5 minutes.</summary>
    public static TimeSpan Delay(int attempt, int firstMilliseconds, TimeSpan? asked)
    {
        var doubled = firstMilliseconds * Math.Pow(2, Math.Min(attempt, 16) - 1);
        var jitter = 1 + (Random.Shared.NextDouble() / 4);
        var own = TimeSpan.FromMilliseconds(Math.Min(doubled * jitter, 300_000));
        return asked is { } wish && wish > own ? TimeSpan.FromMilliseconds(Math.Min(wish.TotalMilliseconds, 300_000)) : own;
    }
}

/// <summary>A file of the drop folder changed while it was read: it is still being written.</summary>
internal sealed class DeliveryChangedException(string path) : Exception($"{path} changed while it was read");
