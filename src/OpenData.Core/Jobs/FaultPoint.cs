using System.Diagnostics;

namespace OpenData.Core.Jobs;

/// <summary>
/// Named places where a test kills the process or holds it. Calls vanish from every build that does not define <c>FAULT_POINTS</c>.
/// <c>OPENDATA_FAULT=name</c> ends the process there as <c>kill -9</c> does; <c>OPENDATA_FAULT=name:wait:file</c> waits there until the file exists.
/// <c>OPENDATA_FAULT=@file</c> reads either from the file, each time, so that a test can arm a program that runs already.
/// </summary>
public static class FaultPoint
{
    /// <summary>Whether this build has them: the crash tests say so when it has not, instead of passing by.</summary>
    public static bool Compiled =>
#if FAULT_POINTS
        true;
#else
        false;
#endif

    [Conditional("FAULT_POINTS")]
    public static void Hit(string name)
    {
        var fault = Environment.GetEnvironmentVariable("OPENDATA_FAULT");
        if (fault is ['@', ..])
            fault = File.Exists(fault[1..]) ? File.ReadAllText(fault[1..]) : null;
        if (fault is null)
            return;
        var parts = fault.Split(':', 3);
        if (parts[0] != name)
            return;
        if (parts.Length == 1)
        {
            Process.GetCurrentProcess().Kill();   // SIGKILL: no finally block, no flush, no goodbye
            Thread.Sleep(Timeout.Infinite);
        }

        File.WriteAllText(parts[2] + ".reached", name);
        while (!File.Exists(parts[2]))
            Thread.Sleep(20);
    }
}
