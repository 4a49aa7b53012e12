using System.Buffers.Text;
using System.Globalization;
using System.Text;
using OpenData.Core.Errors;

namespace OpenData.Core.Harvesting;

/// <summary>
/// A place in a walk over datasets by id. The walk holds what was listed when it began: nothing that stays is told twice or left out, whatever is published,
/// changed or deleted meanwhile; what changed is told as it is when its page is read.
/// </summary>
/// <param name="Opened">When the walk began (UTC, microseconds).</param>
/// <param name="After">Id of the last dataset told, or null at the beginning.</param>
public sealed record WalkCursor(DateTimeOffset Opened, Guid? After)
{
    private const string First = "*";

    /// <summary>Reads <c>*</c> or what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="ValidationException">Anything else.</exception>
    public static WalkCursor Parse(string text, DateTimeOffset now)
    {
        if (text == First)
            return new WalkCursor(Clock.Microseconds(now), null);
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (text.Length <= 200 && Base64Url.IsValid(text, out _) && Base64Url.TryDecodeFromChars(text, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(' ') is [var opened, var after]
            && long.TryParse(opened, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks && Guid.TryParseExact(after, "D", out var id))
            return new WalkCursor(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        throw new ValidationException("cursor", "Must be * or the next_cursor of the last answer");
    }

    public override string ToString() => After is null
        ? First
        : Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Opened.UtcTicks} {After:D}")));
}
