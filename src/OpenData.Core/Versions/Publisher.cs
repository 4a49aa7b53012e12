using System.Text.Json;
using Dapper;
using Npgsql;
using OpenData.Core.Activities;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace OpenData.Core.Versions;

/// <summary>
/// Publishes staged rows as the next version in one transaction that ends in moving one pointer (design A.4): close rows, open rows, hash the canonical CSV,
/// write the version, mark the run as published. Killed anywhere, either all of it is visible or nothing.
/// </summary>
public sealed class Publisher(Database.Database database, BlobStore blobs, ExportCache exports, TimeProvider clock)
{
    /// <returns>The number of the new version.</returns>
    /// <exception cref="StageLostException">The staged rows are gone.</exception>
    /// <exception cref="ConflictException">Another version was published since <see cref="PublishRequest.BaseVersion"/>, or the run is no longer open.</exception>
    public async Task<int> PublishAsync(PublishRequest request, CancellationToken ct)
    {
        FaultPoint.Hit("publish.start");
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = Clock.Microseconds(clock.GetUtcNow());

        var v = await BeginVersionAsync(connection, request, ct);
        var step = new LabelStep();
        foreach (var resource in request.Resources)
            await WriteResourceAsync(connection, request, resource, v, step, ct);

        FaultPoint.Hit("publish.rows-written");
        await WriteVersionAsync(connection, request, v, step, now, ct);
        await MovePointerAsync(connection, request, v, now, ct);
        await ActivityLog.AddPackageAsync(connection, ActivityTypes.ChangedPackage, request.PackageId, request.PublishedBy, now, ct, version: v);
        FaultPoint.Hit("publish.before-commit");
        await transaction.CommitAsync(ct);
        FaultPoint.Hit("publish.committed");
        return v;
    }

    private static async Task<int> BeginVersionAsync(NpgsqlConnection connection, PublishRequest request, CancellationToken ct)
    {
        var (current, next) = await connection.QuerySingleAsync<(int, int)>(new CommandDefinition(
            "select current_version, next_version from catalog.package where id = @PackageId for update", request, cancellationToken: ct));
        if (current != request.BaseVersion)
            throw new ConflictException($"Version {current} was published while this one was prepared against version {request.BaseVersion}");
        return next;
    }

    /// <summary>Closes and opens rows, and records the resource's new content; nothing where this version leaves it as it was.</summary>
    private async Task WriteResourceAsync(
        NpgsqlConnection connection, PublishRequest request, StagedResource resource, int v, LabelStep step, CancellationToken ct)
    {
        if (await StagedRows.CountAsync(connection, resource.StageTable, ct) != resource.Rows)
            throw new StageLostException(resource.StageTable);
        await RowTable.EnsureAsync(connection, resource.TableNo, resource.Fields, ct);
        var table = RowTable.Name(resource.TableNo);
        var stage = resource.StageTable;
        var columns = string.Concat(resource.Fields.Select(field => $", {field.Sql}"));

        var previousJson = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select fields::text from ver.resource_version where resource_id = @ResourceId and table_no = @TableNo order by v desc limit 1", resource, cancellationToken: ct));
        var previous = previousJson is null ? null : Field.ListFromJson(previousJson);
        // A column that moved (another type under the same name) has values in no open row, although their texts and hashes may be the same.
        var moved = previous is not null && resource.Fields.Any(field => previous.Any(before => before.Id == field.Id && before.Sql != field.Sql));

        // Against the open rows, which are the last version's, withdrawn or not.
        var closed = await connection.ExecuteAsync(new CommandDefinition($"""
            update {table} o set _vt = @v
             where _vt = {RowTable.Open} and (@moved or not exists (select 1 from {stage} s where s._k = o._k and s._h = o._h))
            """, new { v, moved }, commandTimeout: 0, cancellationToken: ct));
        FaultPoint.Hit("publish.rows-closed");

        // A key keeps the _id of its first appearance for ever, also when it was away for some versions.
        var opened = await connection.ExecuteAsync(new CommandDefinition($"""
            with fresh as (
                select s.* from {stage} s
                 where not exists (select 1 from {table} o where o._k = s._k and o._vt = {RowTable.Open})),
            known as (select o._k, min(o._id) as id from {table} o join fresh f on f._k = o._k group by o._k),
            numbered as (
                select f.*, coalesce(k.id, (select coalesce(max(_id), 0) from {table}) + row_number() over (partition by k.id is null order by f._n)) as id
                  from fresh f left join known k on k._k = f._k)
            insert into {table} (_id, _k, _h, _vf, _f, _s, _r, _c{columns})
            select id, _k, _h, @v, _f, _s, _r, _c{columns} from numbered
            """, new { v }, commandTimeout: 0, cancellationToken: ct));

        step.Add(previous, resource.Fields);
        var counts = await Difference.OfVersionsAsync(connection, table, request.ComparedWith, v, ct);
        step.Add(counts);
        // Nothing moved since the last number given out. It still gets a row of its own when it differs from the version that the changes are shown against.
        if (closed + opened == 0 && !counts.Any && previous is not null && Field.ListToJson(previous) == Field.ListToJson(resource.Fields))
            return;

        var rows = resource.Rows;
        var csv = await WriteCsvAsync(connection, table, resource.Fields, v, ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into ver.resource_version (resource_id, v, table_no, fields, key, row_count, added, changed, removed, sha256, bytes, totals, mapping_hash)
            values (@ResourceId, @v, @TableNo, @fields::jsonb, @key, @rows, @Added, @Changed, @Removed, @sha256, @Bytes, @totals::jsonb, @MappingHash)
            """, new
        {
            resource.ResourceId, v, resource.TableNo, fields = Field.ListToJson(resource.Fields), key = resource.Key.ToArray(), rows, counts.Added, counts.Changed, counts.Removed,
            sha256 = Convert.FromHexString(csv.Sha256), csv.Bytes, totals = JsonSerializer.Serialize(resource.Totals), request.MappingHash,
        }, cancellationToken: ct));
        await RowTable.EnsureIndexesAsync(connection, resource.TableNo, rows, ct);
    }

    private async Task<StoredBlob> WriteCsvAsync(NpgsqlConnection connection, string table, IReadOnlyList<Field> fields, int v, CancellationToken ct)
    {
        var temp = blobs.NewTempPath();
        try
        {
            StoredBlob csv;
            await using (var file = new FileStream(temp, FileMode.CreateNew))
            {
                var where = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_vf <= {v} and {v} < _vt");
                csv = await CanonicalCsv.WriteAsync(connection, table, where, fields, file, ct);
                file.Flush(flushToDisk: true);
            }

            BlobStore.MoveInto(temp, exports.PathOf(csv.Sha256));   // addressed by its hash: harmless if the transaction does not commit
            return csv;
        }
        finally
        {
            File.Delete(temp);
        }
    }

    private static async Task WriteVersionAsync(
        NpgsqlConnection connection, PublishRequest request, int v, LabelStep step, DateTimeOffset now, CancellationToken ct)
    {
        var hashes = await connection.QueryAsync<(string Name, string? Sha256)>(new CommandDefinition("""
            select coalesce(r.name, r.id::text), encode(rv.sha256, 'hex')
              from catalog.resource r
              join lateral (select table_no, sha256 from ver.resource_version rv where rv.resource_id = r.id order by v desc limit 1) rv on rv.table_no is not null
             where r.package_id = @PackageId and r.state = 'active'
            """, request, cancellationToken: ct));
        var hash = ContentHash.Of(hashes);
        var last = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select label from ver.dataset_version where package_id = @PackageId order by v desc limit 1", request, cancellationToken: ct));

        await connection.ExecuteAsync(new CommandDefinition("""
            insert into ver.dataset_version (package_id, v, label, state, kind, base_v, run_id, notes, metadata, content_hash, period, published_at, published_by)
            select @PackageId, @v, @label, 'published', @Kind, @ComparedWith, @RunId, @notes::jsonb,
                   jsonb_build_object('name', p.name, 'title', p.title, 'title_translated', p.title_translated, 'license_id', p.license_id,
                       'organization', jsonb_build_object('name', o.name, 'title', o.title, 'title_translated', o.title_translated)),
                   @hash, @period::date, @now, @PublishedBy
              from catalog.package p left join catalog."group" o on o.id = p.owner_org
             where p.id = @PackageId
            """, new
        {
            request.PackageId, v, label = step.Next(last), request.Kind, request.ComparedWith, request.RunId, notes = JsonSerializer.Serialize(request.Notes),
            hash = hash is null ? null : Convert.FromHexString(hash), period = request.Period?.ToDateTime(TimeOnly.MinValue), now, request.PublishedBy,
        }, cancellationToken: ct));
        foreach (var resource in request.Resources)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into ver.version_file (package_id, v, resource_id, file_id) select @PackageId, @v, @ResourceId, unnest(@files)",
                new { request.PackageId, v, resource.ResourceId, files = resource.FileIds.ToArray() }, cancellationToken: ct));
        }
    }

    private static async Task MovePointerAsync(NpgsqlConnection connection, PublishRequest request, int v, DateTimeOffset now, CancellationToken ct)
    {
        if (request.MovesCurrent)
        {
            // From what now holds, not from what was just written: a version that is not current may have brought the same content before.
            await connection.ExecuteAsync(new CommandDefinition("""
                update catalog.resource r
                   set size = rv.bytes, hash = 'sha256:' || encode(rv.sha256, 'hex'), last_modified = @now, metadata_modified = @now
                  from unnest(@resources) as wanted (id)
                  join lateral (select sha256, bytes from ver.resource_version x where x.resource_id = wanted.id order by v desc limit 1) rv on true
                 where r.id = wanted.id and r.hash is distinct from 'sha256:' || encode(rv.sha256, 'hex')
                """, new { resources = request.Resources.Select(resource => resource.ResourceId).ToArray(), now }, cancellationToken: ct));
        }

        await connection.ExecuteAsync(new CommandDefinition("""
            update catalog.package
               set current_version = case when @MovesCurrent then @v else current_version end,
                   next_version = @v + 1, metadata_modified = @now
             where id = @PackageId
            """, new { request.PackageId, request.MovesCurrent, v, now }, cancellationToken: ct));

        var runs = await connection.ExecuteAsync(new CommandDefinition(
            "update etl.run set status = 'published', published_v = @v where id = @RunId and status in ('running', 'publishing')",
            new { request.RunId, v }, cancellationToken: ct));
        if (runs != 1)
            throw new ConflictException($"Run {request.RunId} is no longer open");
        foreach (var resource in request.Resources)
            await connection.ExecuteAsync(new CommandDefinition($"drop table if exists {resource.StageTable}", cancellationToken: ct));
    }
}
