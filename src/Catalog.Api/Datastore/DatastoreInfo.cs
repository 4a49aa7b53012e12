using System.Text.Json;
using Catalog.Api.Actions;
using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_info", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the size of a resource's table and its columns with their types and descriptions.")]
internal sealed class DatastoreInfo(Database database, PackageAccess access, VersionStore versions) : CkanAction<DatastoreInfo.Parameters, DatastoreInfo.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.", Alias = "id")]
        public required string ResourceId { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        access.RequireReadResourceAsync(p.ResourceId, caller, ct, Missing(p));

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireReadResourceAsync(p.ResourceId, caller, ct, Missing(p));
        var at = await versions.FindBoundAsync(resource.Id, VersionRequest.Current, ct) ?? throw new NotFoundException(Missing(p));
        const string sql = "select pg_table_size(@Table::regclass) as size, pg_indexes_size(@Table::regclass) as idx_size, pg_database_size(current_database()) as db_size";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var sizes = await connection.QuerySingleAsync<Sizes>(new CommandDefinition(sql, new { at.Table }, cancellationToken: ct));
        return new Result(at, sizes);
    }

    private static string Missing(Parameters p) => $"Resource/Alias \"{(p.ResourceId.Length > 100 ? p.ResourceId[..100] : p.ResourceId)}\" was not found.";

    internal sealed record Sizes
    {
        public long Size { get; init; }
        public long IdxSize { get; init; }
        public long DbSize { get; init; }
    }

    /// <summary>Sizes in bytes; of the table with all versions.</summary>
    internal sealed record Result(VersionBound At, Sizes Sizes) : IStreamedResult
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
            json.WriteStartObject();
            json.WriteString("id", field.Id);
            json.WriteString("type", field.Type);
            FieldList.WriteInfo(json, field);
            json.WriteStartObject("schema");
            json.WriteString("native_type", field.Type switch { "int4" => "integer", "int8" => "bigint", "bool" => "boolean", var type => type });
            json.WriteBoolean("notnull", At.Key.Contains(field.Id));
            json.WriteNull("index_name");
            json.WriteBoolean("is_index", false);
            json.WriteBoolean("uniquekey", At.Key is [var only] && only == field.Id);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
