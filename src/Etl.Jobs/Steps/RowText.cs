using System.Globalization;
using Budget.Importers.Mapping;

namespace Etl.Jobs.Steps;

/// <summary>Values as PostgreSQL prints them for their type, so that hashes never depend on a conversion.</summary>
internal static class RowText
{
    public static string? Of(Field field, object? value) => value switch
    {
        null => null,
        string text => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        decimal number => number.ToString($"F{field.Scale}", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"{field.Name}: {value.GetType()}"),
    };
}
