using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.CallerSql;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_search_sql", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Answer one SELECT in PostgreSQL's SQL over the tables that the caller may read; a table is named by its resource's id in double quotes.")]
internal sealed class DatastoreSearchSql(SqlRunner runner, IOptions<DatastoreOptions> options) : CkanAction<DatastoreSearchSql.Parameters, SqlResult>
{
    public sealed record Parameters
    {
        [Parameter("One SELECT, WITH, VALUES or TABLE, at most 64 kB.", Lenient = true)]
        public string? Sql { get; init; }   // not required: the empty text is a mistake of syntax

        [Parameter("A version: every table in the query is then read as of it.")]
        public string? Version { get; init; }

        [Parameter("A day or time: every table as it was current then.")]
        public string? AsOf { get; init; }
    }

    public override int Weigh(JsonObject raw) => 10;

    public override bool IsHeavy(JsonObject raw) => true;

    /// <summary>Which tables the text means is known only when the server has read it: <see cref="SqlRunner"/> asks for the caller's right to each of them.</summary>
    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        options.Value.SqlSearch ? Everyone : throw new BadRequestException("Action name not known: datastore_search_sql");

    protected override Task<SqlResult> RunAsync(Parameters p, Caller caller, CancellationToken ct) => Task.FromResult(new SqlResult
    {
        Runner = runner, Sql = p.Sql ?? throw new ValidationException("sql", "Missing value"), At = VersionRequest.Parse(p.Version, p.AsOf), Caller = caller,
    });
}
