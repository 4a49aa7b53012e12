using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Actions;

/// <summary>A value as read, or what is wrong with it.</summary>
internal readonly record struct ParameterValue(object? Value, IReadOnlyList<string> Problems)
{
    public static ParameterValue Good(object? value) => new(value, []);

    public static ParameterValue Bad(params string[] problems) => new(null, problems);
}

/// <summary>Turns one JSON value, often a text from a query string, into a parameter's type; messages are those of contract 1.9.</summary>
internal static class ParameterReader
{
    public static ParameterValue Read(JsonNode value, ParameterInfo parameter) => parameter.ValueType switch
    {
        var type when type == typeof(JsonNode) => ParameterValue.Good(value),
        var type when type == typeof(bool) => ReadBoolean(value, parameter.Declared),
        var type when type == typeof(int) => ReadInteger(value, parameter.Declared, int.MaxValue),
        var type when type == typeof(long) => ReadInteger(value, parameter.Declared, long.MaxValue),
        var type when type == typeof(IReadOnlyList<string>) => ReadList(value, parameter.Declared),
        var type when type == typeof(Guid) => Guid.TryParseExact(AsText(value), "D", out var id) ? ParameterValue.Good(id) : ParameterValue.Bad("Invalid id provided"),
        var type when type == typeof(DateOnly) => DateOnly.TryParseExact(AsText(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? ParameterValue.Good(day) : ParameterValue.Bad("Date format incorrect"),
        // A version is a number to whoever reads one in an answer; a text of digits asks for the same.
        _ when parameter.Name == "version" && value.GetValueKind() == JsonValueKind.Number => ParameterValue.Good(value.ToJsonString()),
        _ => ReadText(value, parameter.Declared),
    };

    private static ParameterValue ReadText(JsonNode value, ParameterAttribute declared)
    {
        var text = AsText(value) ?? (declared.Lenient ? value.ToJsonString() : null);
        if (text is null)
            return ParameterValue.Bad($"Not a string: {PythonText.Of(value)}");
        return text.Length > declared.MaxLength
            ? ParameterValue.Bad($"Must be a maximum of {declared.MaxLength} characters long")
            : ParameterValue.Good(text);
    }

    /// <summary>Numbers beyond the type become its end: CKAN clamps a huge <c>rows</c> or <c>limit</c> and does not fail.</summary>
    private static ParameterValue ReadInteger(JsonNode value, ParameterAttribute declared, long max)
    {
        var text = value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : AsText(value)?.Trim();
        if (text is null || text.Length > 100 || !BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return declared.TwoMessages ? ParameterValue.Bad("Invalid integer", "Please enter an integer value") : ParameterValue.Bad("Invalid integer");
        if (number < declared.Min)
            return ParameterValue.Bad(declared.Min == 1 ? "Must be a positive integer" : "Must be a natural number");
        var clamped = (long)BigInteger.Clamp(number, -max - 1, max);
        return ParameterValue.Good(max == int.MaxValue ? (object)(int)clamped : clamped);
    }

    private static ParameterValue ReadBoolean(JsonNode value, ParameterAttribute declared)
    {
        var text = value.GetValueKind() switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.ToJsonString(),
            _ => AsText(value)?.Trim().ToLowerInvariant(),
        };
        return text switch
        {
            "true" or "yes" or "on" or "y" or "t" or "1" => ParameterValue.Good(true),
            "false" or "no" or "off" or "n" or "f" or "0" => ParameterValue.Good(false),
            _ => declared.Lenient ? ParameterValue.Good(false) : ParameterValue.Bad("Must be a boolean"),
        };
    }

    private static ParameterValue ReadList(JsonNode value, ParameterAttribute declared)
    {
        if (value is JsonArray array)
        {
            return array.FirstOrDefault(item => AsText(item) is null) is var odd && array.All(item => AsText(item) is not null)
                ? ParameterValue.Good(array.Select(item => AsText(item)!).ToList())
                : ParameterValue.Bad($"Not a string: {PythonText.Of(odd)}");
        }

        if (AsText(value) is not { } text)
            return ParameterValue.Bad("Not a list");
        return ParameterValue.Good(declared.CommaSeparated
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList()
            : [text]);
    }

    private static string? AsText(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
