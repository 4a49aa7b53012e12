using Dapper;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>The rows of a redaction: overwritten wherever they are, with hashes of what they are now.</summary>
internal sealed class RedactedRows(NpgsqlConnection connection, VersionBound at, string? replacement)
{
    private readonly List<(int From, int To, string Field)> _ranges = [];
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>Between which versions an overwritten cell was shown.</summary>
    public IReadOnlyList<(int From, int To, string Field)> Ranges => _ranges;

    /// <summary>What stood there.</summary>
    public IReadOnlyCollection<string> Values => _values;

    /// <exception cref="ValidationException">No such row or column, a replacement that is no text column's, nothing to overwrite.</exception>
    public async Task OverwriteAsync(IReadOnlyList<RedactedCell> cells, CancellationToken ct)
    {
        var columns = await ColumnsAsync(ct);
        foreach (var row in cells.GroupBy(cell => cell.Id))
        {
            var found = false;
            foreach (var field in row.Select(cell => cell.Field).Distinct(StringComparer.Ordinal))
            {
                var physical = columns.Where(column => column.Id == field).ToList();
                if (physical.Count == 0)
                    throw new ValidationException("cells", $"The field \"{(field.Length > 100 ? field[..100] : field)}\" is not a valid column name.");
                if (replacement is not null && physical.Exists(column => column.Type is not ("text" or "varchar")))
                    throw new ValidationException("replacement", $"Only a column of text can have one; {field} becomes empty without it");
                foreach (var column in physical)
                    found |= await OverwriteAsync(row.Key, field, column, ct);
            }

            if (!found)
                throw new ValidationException("cells", FormattableString.Invariant($"No row has the number {row.Key}"));
            await RehashAsync(row.Key, [.. row.Select(cell => cell.Field)], ct);
        }

        if (_ranges.Count == 0)
            throw new ValidationException("cells", "There is nothing to overwrite in these cells");
    }

    /// <summary>Every column that a version of this table showed; of one name there may be several.</summary>
    private async Task<IReadOnlyList<Field>> ColumnsAsync(CancellationToken ct) =>
        [.. (await connection.QueryAsync<string>(new CommandDefinition(
            "select distinct fields::text from ver.resource_version where resource_id = @ResourceId and 'rows.r_' || table_no = @Table", new { at.ResourceId, at.Table }, cancellationToken: ct)))
            .SelectMany(Field.ListFromJson).DistinctBy(field => (field.Id, field.Sql))];

    /// <returns>Whether there is such a row.</returns>
    private async Task<bool> OverwriteAsync(long id, string field, Field column, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<(int From, int To, string? Text)>(new CommandDefinition(
            $"select _vf, _vt, {column.Sql}::text from {at.Table} where _id = @id", new { id }, cancellationToken: ct))).ToList();
        foreach (var (from, to, text) in rows.Where(row => row.Text is not null && row.Text != replacement))
        {
            _ranges.Add((from, to, field));
            _values.Add(text!);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            $"update {at.Table} set {column.Sql} = {(replacement is null ? "null" : "@replacement")} where _id = @id and {column.Sql} is not null", new { id, replacement }, cancellationToken: ct));
        return rows.Count > 0;
    }

    /// <summary>A hash tells what it is of to whoever can guess: it is of the new content, and a key that held the value is a number without meaning.</summary>
    private async Task RehashAsync(long id, IReadOnlyList<string> fields, CancellationToken ct)
    {
        var other = Guid.NewGuid();
        var begins = (await connection.QueryAsync<int>(new CommandDefinition($"select _vf from {at.Table} where _id = @id", new { id }, cancellationToken: ct))).ToList();
        foreach (var begin in begins)
        {
            var (json, key) = await connection.QuerySingleAsync<(string Fields, string[] Key)>(new CommandDefinition("""
                select fields::text, key from ver.resource_version where resource_id = @ResourceId and 'rows.r_' || table_no = @Table
                 order by v <= @begin desc, case when v <= @begin then -v else v end limit 1
                """, new { at.ResourceId, at.Table, begin }, cancellationToken: ct));
            var columns = Field.ListFromJson(json);
            var list = string.Join(", ", columns.Select(field => field.Sql));
            var set = $"_h = md5(row({list})::text)::uuid";
            if (at.IsFed)
            {
                var texts = await connection.QuerySingleAsync<string?[]>(new CommandDefinition(
                    $"select array[{string.Join(", ", columns.Select(field => $"{field.Sql}::text"))}]::text[] from {at.Table} where _id = @id and _vf = @begin", new { id, begin }, cancellationToken: ct));
                var hash = StagedRows.ContentOf(columns, texts);
                set = $"_h = '{hash}'::uuid" + (key.Length == 0 || key.Intersect(fields).Any() ? $", _k = '{other}'::uuid" : "");
            }

            await connection.ExecuteAsync(new CommandDefinition($"update {at.Table} set {set} where _id = @id and _vf = @begin", new { id, begin }, cancellationToken: ct));
        }
    }
}
