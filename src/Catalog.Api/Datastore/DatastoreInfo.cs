using System.Text.Json;
using Catalog.Api.Actions;
using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Datastore;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_info", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the size of a resource's table and its columns with their types and descriptions.")]
internal sealed class DatastoreInfo(Database database, PackageAccess access, VersionStore versions, TableAliases aliases) : CkanAction<DatastoreInfo.Parameters, DatastoreInfo.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource, or an alias of its table.", Alias = "id")]
        public required string ResourceId { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => RequireAsync(p, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await RequireAsync(p, caller, ct);
        var at = await versions.FindBoundAsync(resource.Id, VersionRequest.Current, ct) ?? throw new NotFoundException(Missing(p));
        const string sql = "select pg_table_size(@Table::regclass) as size, pg_indexes_size(@Table::regclass) as idx_size, pg_database_size(current_database()) as db_size";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var sizes = await connection.QuerySingleAsync<Sizes>(new CommandDefinition(sql, new { at.Table }, cancellationToken: ct));
        var indexes = at.IsFed ? [] : await TableIndexes.ListAsync(connection, at.Table, ct);
        return new Result(at, sizes, indexes, await aliases.ListAsync(at.ResourceId, ct));
    }

    private async Task<ReadableResource> RequireAsync(Parameters p, Caller caller, CancellationToken ct) =>
        await access.RequireReadResourceAsync(await aliases.ResolveAsync(p.ResourceId, ct), caller, ct, Missing(p));

    private static string Missing(Parameters p) => $"Resource/Alias \"{(p.ResourceId.Length > 100 ? p.ResourceId[..100] : p.ResourceId)}\" was not found.";

    internal sealed record Sizes
    {
        public long Size { get; init; }
        public long IdxSize { get; init; }
        public long DbSize { get; init; }
    }

    /// <summary>Sizes in bytes; of the table with all versions.</summary>
    internal sealed record Result(VersionBound At, Sizes Sizes, IReadOnlyList<IReadOnlyList<string>> Indexes, IReadOnlyList<string> Aliases) : IStreamedResult
    {
        public Task WriteAsync(JsonOutput output, CancellationToken ct)
        {
            var json = output.Json;
            json.WriteStartObject();
            json.WriteStartObject("meta");
            json.WriteString("id", At.ResourceId.ToString());
            json.WriteNumber("count", At.RowCount);
            json.WriteString("table_type", "BASE TABLE");
            json.WriteNumber("size", Sizes.Size);
            json.WriteNumber("db_size", Sizes.DbSize);
            json.WriteNumber("idx_size", Sizes.IdxSize);
            json.WriteStartArray("aliases");
            foreach (var alias in Aliases)
                json.WriteStringValue(alias);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("fields");
            foreach (var field in At.Fields)
                WriteField(json, field);
            json.WriteEndArray();
            json.WriteEndObject();
            return Task.CompletedTask;
        }

        private void WriteField(Utf8JsonWriter json, Field field)
        {
            // Columns of an index under the names that they have here.
            var index = Indexes.FirstOrDefault(columns => columns.Contains(field.Column ?? field.Id))?
                .Select(column => At.Fields.FirstOrDefault(other => (other.Column ?? other.Id) == column)?.Id ?? column);
            json.WriteStartObject();
            json.WriteString("id", field.Id);
            json.WriteString("type", field.Type == "json" ? "nested" : field.Type);
            FieldList.WriteInfo(json, field);
            json.WriteStartObject("schema");
            json.WriteString("native_type", ColumnTypes.LongName(field.Type));
            json.WriteBoolean("notnull", At.IsFed && At.Key.Contains(field.Id));
            json.WriteString("index_name", index is null ? null : TableIndexes.PublicName(At.ResourceId, index));
            json.WriteBoolean("is_index", index is not null);
            json.WriteBoolean("uniquekey", At.IsFed && At.Key is [var only] && only == field.Id);   // CKAN says false of a primary key
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
