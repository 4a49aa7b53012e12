using System.Globalization;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions;

/// <summary>What a caller asked for: a number, an instant, or neither (= current). Parameters <c>version</c> and <c>as_of</c> (design A.6).</summary>
public readonly record struct VersionRequest(int? Version, DateTimeOffset? AsOf)
{
    public static VersionRequest Current => default;

    /// <summary>Whether the caller named a version, so that the answer says which one it is.</summary>
    public bool IsPinned => Version is not null || AsOf is not null;

    /// <exception cref="ValidationException">Not a positive integer, not a date, or both given.</exception>
    public static VersionRequest Parse(string? version, string? asOf)
    {
        if (!string.IsNullOrEmpty(version) && !string.IsNullOrEmpty(asOf))
            throw new ValidationException("as_of", "Give either version or as_of, not both");
        if (!string.IsNullOrEmpty(version))
        {
            return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? new VersionRequest(number, null)
                : throw new ValidationException("version", "Must be a positive integer");
        }

        if (string.IsNullOrEmpty(asOf))
            return Current;
        // A bare day means its end: "what was known on 30 June" includes what was published on 30 June.
        if (DateOnly.TryParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new VersionRequest(null, new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero));
        return DateTimeOffset.TryParse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? new VersionRequest(null, instant.ToUniversalTime())
            : throw new ValidationException("as_of", "Date format incorrect");
    }
}
