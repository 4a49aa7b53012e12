using Dapper;
using OpenData.Core.Versions;

namespace OpenData.Core.Cubes;

/// <summary>Finds the cubes: datasets with a table that has the columns of a budget.</summary>
public sealed class CubeStore(Database.Database database, VersionStore versions)
{
    /// <summary>The dataset's cube at a version, or null when the dataset has no budget table. Whether the caller may read it is asked first, by who calls.</summary>
    /// <exception cref="Errors.NotFoundException">No such version.</exception>
    /// <exception cref="Errors.GoneException">The version was withdrawn or expired.</exception>
    public async Task<Cube?> FindAsync(Guid packageId, VersionRequest request, CancellationToken ct)
    {
        var tables = (await versions.FindBoundsAsync(packageId, request, ct)).Where(table => CubeModel.IsBudget(table.Fields)).ToList();
        return tables.Count == 0 ? null : new Cube { Model = CubeModel.Of(tables), Tables = tables };
    }

    /// <summary>Names of the active datasets that have a cube now, private ones too, by name.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        const string sql = """
            select distinct p.name
              from catalog.package p
              join catalog.resource r on r.package_id = p.id and r.state = 'active' and r.table_no is not null
              join lateral (
                   select fields from ver.resource_version rv
                    where rv.resource_id = r.id and rv.v <= p.current_version
                    order by rv.v desc limit 1) rv on true
             where p.state = 'active'
               and @required <@ array(select field ->> 'id' from jsonb_array_elements(rv.fields) field)
             order by p.name
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { required = CubeModel.RequiredColumns.ToArray() }, cancellationToken: ct))];
    }
}
