using System.Text;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// The text in which PostgreSQL prints a value, where a text that was sent tells it for certain. A row of such texts needs no cast to be hashed, so that it can
/// be sent by <c>COPY</c>. Texts are UTF-8.
/// </summary>
internal static class RowOutput
{
    /// <summary>The longest text that is no part of what was sent: a time.</summary>
    public const int Room = 19;

    /// <summary>Digits that every whole number of the type can have.</summary>
    private static int SafeDigits(string type) => type switch { "int2" => 4, "int4" => 9, _ => 18 };

    /// <summary>Whether the type is one that <see cref="TryPrint"/> knows.</summary>
    public static bool Knows(Field field) => IsText(field) || field is { Type: "int2" or "int4" or "int8" or "float8" or "bool" or "date" or "timestamp" } or { Type: "numeric", Modifier: null, Scale: null };

    /// <summary>Whether every text is a value of the type and printed as it is.</summary>
    public static bool IsText(Field field) => field is { Type: "text" } or { Type: "varchar", Modifier: null };

    /// <summary>The same of a text in memory, where only the answer is wanted.</summary>
    public static bool IsPrinted(string text, Field field)
    {
        Span<byte> room = stackalloc byte[Room];
        return TryPrint(Encoding.UTF8.GetBytes(text), field, room, out _);
    }

    /// <summary>False when only PostgreSQL knows the printed text, or whether there is such a value at all.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="field">Its column.</param>
    /// <param name="room">For <see cref="Room"/> bytes.</param>
    /// <param name="printed">A part of the text, of the room, or a constant.</param>
    public static bool TryPrint(ReadOnlySpan<byte> text, Field field, Span<byte> room, out ReadOnlySpan<byte> printed)
    {
        printed = text;
        switch (field)
        {
            case { Type: "text" } or { Type: "varchar", Modifier: null }:
                return true;
            case { Type: "int2" or "int4" or "int8" }:
                return IsInteger(text) && text.Length <= SafeDigits(field.Type);
            case { Type: "numeric", Modifier: null, Scale: null }:
                return IsNumber(text);
            case { Type: "float8" }:
                return TryFloat(text, out printed);
            case { Type: "bool" }:
                printed = text.SequenceEqual("true"u8) || text.SequenceEqual("True"u8) || text.SequenceEqual("t"u8) ? "t"u8 : "f"u8;
                return printed[0] == 't' || text.SequenceEqual("false"u8) || text.SequenceEqual("False"u8) || text.SequenceEqual("f"u8);
            case { Type: "date" }:
                return IsDay(text);
            case { Type: "timestamp" }:
                return TryTime(text, room, out printed);
            default:
                return false;
        }
    }

    private static bool IsInteger(ReadOnlySpan<byte> text)
    {
        var digits = text.StartsWith("-"u8) ? text[1..] : text;
        return digits is [(byte)'0'] ? digits.Length == text.Length : digits is [>= (byte)'1' and <= (byte)'9', ..] && AreDigits(digits);
    }

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var point = text.IndexOf((byte)'.');
        if (point < 0)
            return IsInteger(text);
        var whole = text[..point];
        var decimals = text[(point + 1)..];
        return (whole.SequenceEqual("-0"u8) ? decimals.ContainsAnyInRange((byte)'1', (byte)'9') : IsInteger(whole)) && decimals.Length is > 0 and < 1000 && AreDigits(decimals);
    }

    /// <summary>Fifteen digits go through a double and come back, and no shorter text is the same number; PostgreSQL writes them without exponent from 0.0001 to below 1e15.</summary>
    private static bool TryFloat(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> printed)
    {
        printed = text.Contains((byte)'.') ? text.TrimEnd((byte)'0').TrimEnd((byte)'.') : text;
        var digits = printed.TrimStart("-0."u8);
        return IsNumber(text) && digits.Length - (digits.Contains((byte)'.') ? 1 : 0) <= 15 && !printed.TrimStart((byte)'-').StartsWith("0.0000"u8);
    }

    /// <summary>A day that there is, written <c>yyyy-MM-dd</c>.</summary>
    private static bool IsDay(ReadOnlySpan<byte> text) => text.Length == 10 && text[4] == '-' && text[7] == '-' && AreDigits(text[..4]) && AreDigits(text[5..7]) && AreDigits(text[8..])
        && Number(text[..4]) is > 0 and var year && Number(text[5..7]) is >= 1 and <= 12 and var month && Number(text[8..]) is >= 1 and var day && day <= DateTime.DaysInMonth(year, month);

    /// <summary>A day, or a day and a time to the second.</summary>
    private static bool TryTime(ReadOnlySpan<byte> text, Span<byte> room, out ReadOnlySpan<byte> printed)
    {
        printed = room[..Room];
        if (text.Length < 10 || !IsDay(text[..10]))
            return false;
        text[..10].CopyTo(room);
        if (text.Length == 10)
        {
            " 00:00:00"u8.CopyTo(room[10..]);
            return true;
        }

        text[10..Math.Min(text.Length, Room)].CopyTo(room[10..]);
        room[10] = (byte)' ';
        return text.Length == Room && text[10] is (byte)' ' or (byte)'T' && text[13] == ':' && text[16] == ':'
            && AreDigits(text[11..13]) && AreDigits(text[14..16]) && AreDigits(text[17..]) && Number(text[11..13]) < 24 && Number(text[14..16]) < 60 && Number(text[17..]) < 60;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = (number * 10) + digit - '0';
        return number;
    }
}
