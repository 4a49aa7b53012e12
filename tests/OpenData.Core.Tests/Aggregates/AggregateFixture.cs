using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Aggregates;
using OpenData.Core.Exports;
using OpenData.Core.Files;
using OpenData.Core.Versions;
using OpenData.Testing;

namespace OpenData.Core.Tests.Aggregates;

/// <summary>Tables of all types on a database of their own, with their Parquet files and the two engines.</summary>
internal sealed class AggregateFixture : IAsyncDisposable
{
    public static readonly IReadOnlyList<Field> Fields =
    [
        new() { Id = "Name, (raw)", Type = "text" }, new() { Id = "short", Type = "varchar", Modifier = "(8)" }, new() { Id = "fixed", Type = "bpchar", Modifier = "(5)" }, new() { Id = "uid", Type = "uuid" },
        new() { Id = "tiny", Type = "int2" }, new() { Id = "whole", Type = "int4" }, new() { Id = "big", Type = "int8" }, new() { Id = "money", Type = "numeric", Scale = 2 },
        new() { Id = "price", Type = "numeric", Modifier = "(10,3)" }, new() { Id = "free", Type = "numeric" }, new() { Id = "long", Type = "numeric" }, new() { Id = "real", Type = "float4" },
        new() { Id = "double", Type = "float8" }, new() { Id = "ok", Type = "bool" }, new() { Id = "day", Type = "date" }, new() { Id = "at", Type = "timestamp" }, new() { Id = "seen", Type = "timestamptz" },
        new() { Id = "doc", Type = "jsonb" }, new() { Id = "list", Type = "_int4" },
    ];

    private readonly TestDatabase _test;
    private readonly string _files = Directory.CreateTempSubdirectory("opendata-sums-").FullName;
    private readonly ExportStore _exports;

    private AggregateFixture(TestDatabase test)
    {
        _test = test;
        var blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = _files }));
        _exports = new ExportStore(new ExportCache(test.Database, blobs), blobs, [new ParquetFormat(blobs)]);
        Postgres = new PostgresAggregates(test.Database, Options.Create(new AggregateOptions { TimeoutSeconds = 60 }));
        Duck = new DuckAggregates(blobs);
    }

    public PostgresAggregates Postgres { get; }

    public DuckAggregates Duck { get; }

    public static async Task<AggregateFixture> CreateAsync(CancellationToken ct) => new(await TestDatabase.CreateAsync(ct));

    /// <summary>A table of random rows; of every column the values that occur, for conditions that meet some.</summary>
    public async Task<(VersionBound At, ExportFile File, IReadOnlyDictionary<string, List<string>> Values)> TableAsync(string name, int rows, Random random, CancellationToken ct)
    {
        await using var connection = await _test.Database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync($"create table rows.{name} (_id bigint, _vf int not null, _vt int not null, {string.Join(", ", Fields.Select(field => $"{field.Sql} {field.SqlType}"))})");
        var values = Fields.ToDictionary(field => field.Id, _ => new List<string>());
        for (var i = 0; i < rows; i++)
        {
            var row = Fields.Select(field => random.Next(6) == 0 ? null : RandomValue.Of(field, random)).ToList();
            await using var command = new NpgsqlCommand($"insert into rows.{name} values ({i}, 1, 2147483647, {string.Join(", ", Fields.Select((field, c) => string.Create(CultureInfo.InvariantCulture, $"${c + 1}::text::{field.SqlType}")))})", connection);
            foreach (var (c, value) in row.Index())
            {
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
                if (value is not null)
                    values[Fields[c].Id].Add(value);
            }

            await command.ExecuteNonQueryAsync(ct);
        }

        // A row of another version, which no sum may see.
        await connection.ExecuteAsync($"insert into rows.{name} (_id, _vf, _vt, whole) values (-1, 2, 3, 7)");
        var at = new VersionBound
        {
            PackageId = Guid.NewGuid(), PackageName = name, ResourceId = Guid.NewGuid(), ResourceName = name, Version = 1, IsCurrent = true, PublishedAt = DateTimeOffset.UnixEpoch, Table = $"rows.{name}", TableNo = 1, Revision = "1",
            Fields = Fields, Key = [], RowCount = rows, Sha256 = null, Bytes = null, ChangedVersion = 1, IsFed = false, ChangedAt = DateTimeOffset.UnixEpoch,
        };
        return (at, (await _exports.GetAsync(at, "parquet", ct))!, values);
    }

    public async ValueTask DisposeAsync()
    {
        _exports.Dispose();
        Duck.Dispose();
        await _test.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }
}
