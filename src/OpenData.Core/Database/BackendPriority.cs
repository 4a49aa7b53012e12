using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace OpenData.Core.Database;

/// <summary>
/// Lets the server's process of a connection stand back behind all others. PostgreSQL has no priorities, but its processes have the operating system's, and who runs them may lower those.
/// Where the server is on another machine, of another account, or not on Linux, nothing happens and nothing is lost but that.
/// </summary>
internal static partial class BackendPriority
{
    /// <summary>A third of the share of a process that did not stand back, and all that nobody else wants: less would starve it beside other programs of the machine.</summary>
    private const int Nice = 5;

    private const int OneProcess = 0;

    public static void Lower(NpgsqlConnection connection)
    {
        if (!OperatingSystem.IsLinux() || connection.Host?.StartsWith('/') != true || !IsServerOf(connection))
            return;
        if (SetPriority(OneProcess, connection.ProcessID, Nice) != 0)
            return;
        try
        {
            // Each of them is a session of its own, among which Linux divides the time before it looks at processes, where it does so.
            File.WriteAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{connection.ProcessID}/autogroup"), Nice.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // no such division, or not for us to say
        }
    }

    /// <summary>The number is the server's: behind a border of containers it may be somebody else's here. PostgreSQL names its processes after role and database.</summary>
    private static bool IsServerOf(NpgsqlConnection connection)
    {
        try
        {
            var title = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{connection.ProcessID}/cmdline"));
            return title.StartsWith("postgres:", StringComparison.Ordinal) && title.Contains($" {connection.Database} ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
