using System.Globalization;
using OpenData.Core.Versions;

namespace OpenData.Core.Tests.Aggregates;

/// <summary>Texts of values of a column's type, few enough that groups have several rows, with the ends of each type.</summary>
internal static class RandomValue
{
    private static readonly string[] Words = ["", "a", "A", "b", "Ä", "z", "ά", "Άλφα", "άλφα", "Ω", " lead", "a'b", "x\"y", "a,b", "line\nbreak", "😀", "10", "9", "\\", "%"];

    public static string Of(Field field, Random random) => field.Id switch
    {
        "Name, (raw)" => Words[random.Next(Words.Length)],
        "short" => $"w{random.Next(30)}",
        "fixed" => new[] { "ab", "abcde", "a", "b c" }[random.Next(4)],
        "uid" => $"0000000{random.Next(10)}-0000-4000-8000-0000000000a{random.Next(3)}",
        "tiny" => Text(random.Next(-5, 6) * (random.Next(9) == 0 ? 6553 : 1)),
        "whole" => random.Next(9) == 0 ? new[] { "2147483647", "-2147483648" }[random.Next(2)] : Text(random.Next(-20, 20)),
        "big" => random.Next(4) == 0 ? new[] { "9223372036854775807", "-9223372036854775808" }[random.Next(2)] : Text(random.NextInt64(-1000, 1000)),
        "money" => $"{random.Next(-500, 500)}.{random.Next(100):00}",
        "price" => $"{random.Next(-99, 9_999_999)}.{random.Next(1000):000}",
        "free" => new[] { "0", "0.5", "0.50", "-0.25", "1e-7", "123456789.123456789", "-3", "10.0" }[random.Next(8)],
        "long" => $"{random.Next(1, 9)}{string.Concat(Enumerable.Repeat("1234567890", 3))}.{random.Next(1000)}",
        "real" => new[] { "0.1", "-0", "3.4028235e38", "1e-45", "1.5", "16777217" }[random.Next(6)],
        "double" => new[] { "0.1", "0.2", "0.3", "-0", "1e300", "-1e300", "5e-324", "1e16", "3.141592653589793", "-2.5", "1e-9" }[random.Next(11)],
        "ok" => random.Next(2) == 0 ? "true" : "false",
        "day" => random.Next(12) == 0 ? new[] { "0001-01-01", "9999-12-31" }[random.Next(2)] : $"20{random.Next(10, 14)}-{random.Next(1, 13):00}-{random.Next(1, 29):00}",
        "at" => $"20{random.Next(10, 13)}-{random.Next(1, 13):00}-{random.Next(1, 29):00} {random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}{new[] { "", ".5", ".000001", ".120000" }[random.Next(4)]}",
        "seen" => $"20{random.Next(10, 13)}-{random.Next(1, 13):00}-{random.Next(1, 29):00} {random.Next(24):00}:{random.Next(60):00}:00{new[] { "+00", "+03", "-11", "+05:30" }[random.Next(4)]}",
        "doc" => $$"""{"n": {{random.Next(3)}}}""",
        "list" => $"{{{random.Next(3)}}}",
        _ => throw new InvalidOperationException(field.Id),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
