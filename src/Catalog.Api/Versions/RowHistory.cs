using Catalog.Api.Actions;
using Catalog.Api.Datastore;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

[CkanAction("row_history", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return each state that a row had, newest first, with the versions that show it. A row that the current version does not have is gone; versions that were taken away tell nothing.")]
internal sealed class RowHistory(DatastoreSources sources, RowHistoryStore history) : CkanAction<RowHistory.Parameters, RowHistory.Result>
{
    private const int MostStates = 1_000;

    public sealed record Parameters
    {
        [Parameter("The id of the resource, or an alias of its table.")]
        public required string ResourceId { get; init; }

        [Parameter("The row's number.", Name = "_id")]
        public required long RowId { get; init; }

        [Parameter("A version whose table is meant, where the table was made again since; default: the current one.")]
        public string? Version { get; init; }

        [Parameter("Most states to return; larger numbers are cut to 1000.", Min = 1)]
        public int Limit { get; init; } = 100;

        [Parameter("Only states that began before this version: what the answer before says in next.", Min = 1)]
        public int? BeforeVersion { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => sources.RequireReadAsync(p.ResourceId, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var (_, at) = await sources.GetAsync(p.ResourceId, VersionRequest.Parse(p.Version, null), caller, ct);
        var limit = Math.Min(p.Limit, MostStates);
        var states = at is null ? [] : await history.ListAsync(at, p.RowId, p.BeforeVersion, limit, ct);
        if (states.Count == 0 && p.BeforeVersion is null)
            throw new NotFoundException("Row was not found.");
        return new Result(at!, p.RowId, states, states.Count >= limit ? states[^1].FirstVersion : null);
    }

    internal sealed record Result(VersionBound At, long Id, IReadOnlyList<RowState> States, int? Next) : IStreamedResult
    {
        public async Task WriteAsync(JsonOutput output, CancellationToken ct)
        {
            var json = output.Json;
            json.WriteStartObject();
            json.WriteString("resource_id", At.ResourceId);
            json.WriteNumber("_id", Id);
            json.WriteStartArray("states");
            foreach (var state in States)
            {
                json.WriteStartObject();
                json.WriteNumber("first_version", state.FirstVersion);
                json.WriteNumber("last_version", state.LastVersion);
                json.WriteString("published_at", Clock.Ckan(state.PublishedAt));
                RowJson.Write(json, "record", state.Fields, state.Texts);
                json.WriteEndObject();
                await output.FlushIfLargeAsync(ct);
            }

            json.WriteEndArray();
            json.WritePropertyName("next");
            if (Next is { } next)
                json.WriteNumberValue(next);
            else
                json.WriteNullValue();
            json.WriteEndObject();
        }
    }
}
