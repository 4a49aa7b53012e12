namespace OpenData.Core;

/// <summary>PostgreSQL keeps microseconds and .NET 100 ns: what is written must be what is read back (contract 1.13).</summary>
public static class Clock
{
    public static DateTimeOffset Microseconds(DateTimeOffset time) => new(time.Ticks - (time.Ticks % 10), time.Offset);

    /// <summary>CKAN's form: UTC, no zone, always six digits (contract 2.1).</summary>
    public static string Ckan(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture);
}
