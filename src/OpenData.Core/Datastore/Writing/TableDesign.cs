using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>The columns of a table written by API: declared, guessed, added and taken away (contract 5.2, 5.3). A type never changes.</summary>
internal static class TableDesign
{
    /// <summary>The columns after a request.</summary>
    /// <param name="before">As they are.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="first">The first record, or null: its keys are columns too.</param>
    /// <exception cref="ValidationException">A name or type that cannot be one, a name twice, a type that nobody can guess.</exception>
    public static IReadOnlyList<Field> Fields(IReadOnlyList<Field> before, TableRequest request, JsonElement? first)
    {
        var declared = request.Fields ?? [];
        foreach (var input in declared)
            ColumnNames.Require(input.Id);
        var known = before.ToDictionary(field => field.Id, StringComparer.Ordinal);
        var named = declared.Select(input => Read(input, known.GetValueOrDefault(input.Id), first)).ToList();
        if (declared.Select(input => input.Id).Distinct(StringComparer.Ordinal).Count() < declared.Count)
            throw new ValidationException("field", "Duplicate column names are not supported");

        var byName = named.ToDictionary(field => field.Id, StringComparer.Ordinal);
        var kept = before.Where(field => !request.DeleteFields || request.Fields is null || byName.ContainsKey(field.Id)).Select(field => byName.GetValueOrDefault(field.Id, field)).ToList();
        var result = kept.Concat(named.Where(field => !known.ContainsKey(field.Id))).ToList();
        foreach (var property in first?.EnumerateObject() ?? default)
        {
            if (result.Exists(field => field.Id == property.Name))
                continue;
            ColumnNames.Require(property.Name);
            result.Add(new Field { Id = property.Name, Type = ColumnGuess.Of(property.Value) });
        }

        return result;
    }

    /// <summary>Makes the table, or the columns that it lacks; columns that are taken away stay, for older versions read them.</summary>
    /// <returns>The columns with the physical ones that they are stored in.</returns>
    public static async Task<IReadOnlyList<Field>> ApplyAsync(TableWrite write, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        try
        {
            if (write.TableNo is null)
            {
                write.TableNo = await write.Connection.QuerySingleAsync<int>(new CommandDefinition("select nextval('catalog.table_no')::int", cancellationToken: ct));
                await RowTable.CreateAsync(write.Connection, write.TableNo.Value, fields, ct);
                return fields;
            }

            var known = write.Fields.Select(field => field.Id).ToHashSet(StringComparer.Ordinal);
            var added = fields.Where(field => !known.Contains(field.Id)).ToList();
            if (added.Count == 0)
                return fields;
            // A column of that name may be there from an older version, with other values in it.
            var taken = (await RowTable.ColumnsAsync(write.Connection, write.TableNo.Value, ct)).Keys.ToHashSet(StringComparer.Ordinal);
            var placed = fields.Select(field => known.Contains(field.Id) || taken.Add(field.Id) ? field : field with { Column = FreeName(taken, write.Version) }).ToList();
            foreach (var field in placed.Where(field => !known.Contains(field.Id)))
                await write.Connection.ExecuteAsync(new CommandDefinition($"alter table {write.Table} add column {field.Sql} {field.SqlType}", cancellationToken: ct));
            return placed;
        }
        catch (PostgresException e) when (e.SqlState is ['5', '4', ..])   // more than 1,600 columns
        {
            throw new ValidationException("fields", e.MessageText);
        }
    }

    /// <summary>The columns of that name, in that order.</summary>
    /// <exception cref="ValidationException">No such column; the text is <paramref name="asList"/> or not as CKAN has it.</exception>
    public static IReadOnlyList<Field> Choose(IReadOnlyList<Field> fields, IReadOnlyList<string> names, bool asList = false) =>
        [.. names.Distinct(StringComparer.Ordinal).Select(name => fields.FirstOrDefault(field => field.Id == name)
            ?? throw new ValidationException("index", $"The field \"{(asList ? $"[{string.Join(", ", names.Select(each => $"'{each}'"))}]" : name)}\" is not a valid column name."))];

    private static Field Read(FieldInput input, Field? known, JsonElement? first)
    {
        if (input.Type is not null && ColumnTypes.Find(input.Type) is null)
            throw new ValidationException("fields", $"\"{(input.Type.Length > 100 ? input.Type[..100] : input.Type)}\" is not a valid field type");
        if (known is not null)
            return input.HasInfo ? known with { Info = input.Info?.DeepClone().AsObject() } : known;
        var (type, modifier) = input.Type is null ? (Guess(input, first), null) : ColumnTypes.Find(input.Type)!.Value;
        return new Field { Id = input.Id, Type = type, Modifier = modifier, Info = input.Info?.DeepClone().AsObject() };
    }

    private static string Guess(FieldInput input, JsonElement? first) => first is { } record && record.TryGetProperty(input.Id, out var value)
        ? ColumnGuess.Of(value)
        : throw new ValidationException("fields", $"\"{input.Id}\" type not guessable");

    private static string FreeName(HashSet<string> taken, int version)
    {
        for (var i = 1; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"column {version}.{i}");
            if (taken.Add(name))
                return name;
        }
    }
}
