using Dapper;
using OpenData.Core.Access;

namespace OpenData.Core.Relationships;

/// <summary>Relationships between datasets. Each is stored once, in its forward direction, whichever of its two words it was made with.</summary>
public sealed class RelationshipStore(Database.Database database)
{
    /// <summary>Makes it; one that is there already gets the comment.</summary>
    public async Task SaveAsync(Guid subject, Guid other, string type, string comment, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.package_relationship (id, subject_id, object_id, type, comment) values (gen_random_uuid(), @subject, @other, @type, @comment)
            on conflict (subject_id, object_id, type) do update set comment = excluded.comment
            """;
        await ExecuteAsync(sql, subject, other, type, comment, ct);
    }

    /// <summary>Gives it another comment. False when there is none.</summary>
    public async Task<bool> UpdateAsync(Guid subject, Guid other, string type, string comment, CancellationToken ct) => await ExecuteAsync(
        "update catalog.package_relationship set comment = @comment where subject_id = @subject and object_id = @other and type = @type", subject, other, type, comment, ct) > 0;

    /// <summary>False when there is none.</summary>
    public async Task<bool> DeleteAsync(Guid subject, Guid other, string type, CancellationToken ct) => await ExecuteAsync(
        "delete from catalog.package_relationship where subject_id = @subject and object_id = @other and type = @type", subject, other, type, "", ct) > 0;

    /// <summary>Those of a dataset, told from its side, with datasets that the caller may read.</summary>
    /// <param name="packageId">The dataset.</param>
    /// <param name="otherId">The other dataset, or null for all.</param>
    /// <param name="type">One of the eight words, or null for all.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<Relationship>> ListAsync(Guid packageId, Guid? otherId, string? type, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select r.subject_id, r.type, r.comment, s.name as subject, p.name as other
              from catalog.package_relationship r
              join catalog.package s on s.id = @packageId
              join catalog.package p on p.id = case when r.subject_id = @packageId then r.object_id else r.subject_id end
             where (r.subject_id = @packageId or r.object_id = @packageId)
               and (@otherId::uuid is null or p.id = @otherId)
               and {PackageAccess.ReadableSql}
             order by p.name collate "C", r.type
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { packageId, otherId }), cancellationToken: ct));
        return [.. rows.Select(row => row.Of(packageId)).Where(relationship => type is null || relationship.Type == type)];
    }

    private async Task<int> ExecuteAsync(string sql, Guid subject, Guid other, string type, string comment, CancellationToken ct)
    {
        if (RelationshipType.IsReverse(type))
            (subject, other, type) = (other, subject, RelationshipType.Inverse(type));
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, new { subject, other, type, comment }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public Guid SubjectId { get; init; }
        public string Subject { get; init; } = "";
        public string Other { get; init; } = "";
        public string Type { get; init; } = "";
        public string Comment { get; init; } = "";

        public Relationship Of(Guid package) => new() { Subject = Subject, Other = Other, Comment = Comment, Type = SubjectId == package ? Type : RelationshipType.Inverse(Type) };
    }
}
