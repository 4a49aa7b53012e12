using System.Globalization;
using Budget.Importers.Mapping;
using Etl.Jobs.Running;
using Npgsql;
using OpenData.Core.Versions;
using Field = OpenData.Core.Versions.Field;

namespace Etl.Jobs.Steps;

/// <summary>The fields of a mapping as columns of the published table.</summary>
internal static class PublishedFields
{
    /// <summary>Without regard to what the table holds already.</summary>
    public static Field Of(Budget.Importers.Mapping.Field field) => new()
    {
        Id = field.Name,
        Type = field.Type switch
        {
            FieldType.String => "text",
            FieldType.Integer or FieldType.Year => "int4",
            FieldType.Number => "numeric",
            FieldType.Date => "date",
            _ => throw new InvalidOperationException($"{field.Type}"),
        },
        Scale = field.Type == FieldType.Number ? field.Scale : null,
        Title = Local(field.Title),
        Description = Local(field.Description),
        ColumnType = field.ColumnType,
    };

    /// <summary>A field whose type is another one than that of the column of its name gets a column of its own under the same public name (design A.4).</summary>
    public static async Task<IReadOnlyList<Field>> OfAsync(NpgsqlConnection connection, RunResource resource, CancellationToken ct)
    {
        var columns = await RowTable.ColumnsAsync(connection, resource.TableNo, ct);
        return [.. resource.Mapping.Fields.Select(Of).Select(field => Place(field, columns))];
    }

    private static Field Place(Field field, IReadOnlyDictionary<string, string> columns)
    {
        for (var n = 1; ; n++)
        {
            var column = n == 1 ? field.Id : string.Create(CultureInfo.InvariantCulture, $"{field.Id}~{n}");
            if (!columns.TryGetValue(column, out var type) || type == field.SqlType)
                return n == 1 ? field : field with { Column = column };
        }
    }

    private static Dictionary<string, string>? Local(LocalText? text) =>
        text is null || (text.El.Length == 0 && text.En.Length == 0) ? null : new() { ["el"] = text.El, ["en"] = text.En };
}
