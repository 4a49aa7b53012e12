using Dapper;
using OpenData.Core.Access;
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

    /// <summary>Whose figures these are: as recorded with the version, so that a pinned picture keeps its words when a title changes.</summary>
    public async Task<CubeCredit> CreditAsync(Cube cube, string language, CancellationToken ct)
    {
        const string sql = """
            select coalesce(nullif(said.dataset ->> @language, ''), said.title) as dataset, coalesce(nullif(said.organization ->> @language, ''), said.publisher, '') as publisher
              from catalog.package p
              left join catalog."group" o on o.id = p.owner_org
              join ver.dataset_version d on d.package_id = p.id and d.v = @Version,
                   lateral (select coalesce(d.metadata -> 'title_translated', p.title_translated) as dataset, coalesce(d.metadata ->> 'title', p.title) as title,
                                   coalesce(d.metadata #> '{organization,title_translated}', o.title_translated) as organization,
                                   coalesce(d.metadata #>> '{organization,title}', o.title) as publisher) said
             where p.id = @PackageId
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<CubeCredit>(new CommandDefinition(sql, new { cube.PackageId, cube.Version, language }, cancellationToken: ct));
    }

    /// <summary>Names of the active datasets that have a cube now and that the caller may read, by name.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select distinct p.name collate "C" as name
              from catalog.package p
              join catalog.resource r on r.package_id = p.id and r.state = 'active' and r.table_no is not null
              join lateral (
                   select fields from ver.resource_version rv
                    where rv.resource_id = r.id and rv.v <= p.current_version
                    order by rv.v desc limit 1) rv on true
             where p.state = 'active' and {PackageAccess.ReadableSql}
               and @required <@ array(select field ->> 'id' from jsonb_array_elements(rv.fields) field)
             order by name
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            sql, PackageAccess.Parameters(caller, new { required = CubeModel.RequiredColumns.ToArray() }), cancellationToken: ct))];
    }
}

/// <summary>Titles of a dataset and of its publisher; the latter is blank where nobody owns the dataset.</summary>
public sealed record CubeCredit
{
    public string Dataset { get; init; } = "";

    public string Publisher { get; init; } = "";
}
