using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using Catalog.Api.Versions;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary><c>/datastore/dump/{resource}</c>: all rows of a resource as a file, streamed (contract 5.12).</summary>
internal static class DatastoreDump
{
    private static readonly ActionInfo Info = new()
    {
        Name = "dump", Effect = Effect.Read, MinimumCaller = MinimumCaller.Anonymous, Summary = "", Unknown = UnknownParameters.Ignore,
        Type = typeof(DatastoreDump), Parameters = ParameterInfo.Of(typeof(Parameters)),
    };

    /// <summary>SHA-256 of the bytes before any compression: a header when it is known, else behind them, where the protocol has a place for it there.</summary>
    private const string Digest = "Unencoded-Digest";

    private const string RowCount = "X-Row-Count";

    internal sealed record Parameters : DatastoreParameters
    {
        [Parameter("csv, tsv, json or xml.")]
        public string Format { get; init; } = "csv";

        [Parameter("Begin CSV and TSV with a byte order mark: Excel needs it for Greek.", Lenient = true)]
        public bool Bom { get; init; }

        [Parameter("At most this many rows.", Min = 0)]
        public long? Limit { get; init; }

        [Parameter("Leave out this many rows at the beginning.", Min = 0)]
        public long Offset { get; init; }
    }

    public static void MapDatastoreDump(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/datastore/dump/{resource}", [HttpMethods.Get, HttpMethods.Head], DumpAsync).AddEndpointFilter<PlainErrors>().AddEndpointFilter<DumpPlaces.Filter>().WithMetadata(new RequestCost(10));

    private static async Task<IResult> DumpAsync(
        string resource, HttpContext http, DatastoreSources sources, RowReader reader, Database database, DumpDigests digests, Memento memento, CallerResolver callers, CancellationToken ct)
    {
        var raw = await RequestParameters.ReadAsync(http.Request, Effect.Read, ct);
        raw["resource_id"] = resource;
        var p = ParameterBinder.Bind<Parameters>(raw, Info);
        var caller = await callers.ResolveAsync(ct);
        var format = DumpFormat.Find(p.Format.Length == 0 ? "csv" : p.Format)
            ?? throw new ValidationException("format", "format: must be one of csv, tsv, json, xml");

        var request = VersionRequest.Parse(p.Target.Version ?? p.Version, p.AsOf);
        var (source, at) = await SourceAsync(p, request, caller, sources, ct);
        if (at is not null && !request.IsPinned && await memento.NegotiateAsync(http, at, memento.OfRequest(http.Request), caller, ct) is { } earlier)
            return earlier;
        var query = p.ToQuery(source, p.Limit, p.Offset);
        if (query.Sort.Count == 0 && !query.Distinct)   // also with words, unlike a search
            query = query with { Sort = [new SortClause(RowColumn.Id, Descending: false, NullsFirst: null)] };
        http.Response.ContentType = format.ContentType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{Uri.EscapeDataString(resource)}.{format.Name}\"";
        http.Response.Headers.CacheControl = caller.IsAnonymous ? "public, max-age=0, must-revalidate" : "private, no-store";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        if (at is not null && request.IsPinned)
            await memento.DescribeAsync(http, at, memento.OfRequest(http.Request), ct);
        if (at is not null)
            http.Response.Headers["X-Dataset-Version"] = at.Version.ToString(CultureInfo.InvariantCulture);
        if (query.IsUnfiltered && source.RowCount is { } rows)
            http.Response.Headers[RowCount] = Math.Clamp(rows - p.Offset, 0, p.Limit ?? long.MaxValue).ToString(CultureInfo.InvariantCulture);
        var bom = p.Bom && format.HasBom;
        var copy = RowStatement.Copy(query, format.Delimiter ?? ',');
        var key = copy is null || source.Identity is null ? null : $"{format.Name} {bom} {source.Identity} {copy}";
        if (key is not null && digests.Find(key) is { } known)
            http.Response.Headers[Digest] = known;
        if (HttpMethods.IsGet(http.Request.Method) && p.Limit != 0)
        {
            var digest = await WriteAsync(http.Response, format, query, bom, format.Delimiter is null ? null : copy, reader, database, ct);
            if (key is not null)
                digests.Keep(key, digest);
        }

        return Results.Empty;
    }

    /// <summary>CKAN's dump does not tell what exists from what does not: both are 404.</summary>
    private static async Task<(RowSource Source, VersionBound? At)> SourceAsync(Parameters p, VersionRequest request, Caller caller, DatastoreSources sources, CancellationToken ct)
    {
        try
        {
            return await sources.GetAsync(p.Target.Id, request, caller, ct);
        }
        catch (NotAuthorizedException)
        {
            throw new NotFoundException("DataStore resource not found");
        }
    }

    /// <returns>The digest.</returns>
    private static async Task<string> WriteAsync(
        HttpResponse response, DumpFormat format, RowQuery query, bool bom, string? copy, RowReader reader, Database database, CancellationToken ct)
    {
        const int chunk = 32 * 1024;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var trailers = response.SupportsTrailers() ? new[] { Digest, RowCount }.Where(name => !response.Headers.ContainsKey(name)).ToList() : [];
        trailers.ForEach(response.DeclareTrailer);
        var text = new StringBuilder(bom ? "\uFEFF" : "");
        format.Begin(text, query.Columns);
        var rows = 0L;
        if (copy is not null)
        {
            await SendTextAsync();
            await CopiedDump.WriteAsync(copy, database, SendAsync, ct);
        }
        else
        {
            await foreach (var row in reader.ReadAsync(query, limited: false, ct))
            {
                format.Row(text, query.Columns, row, rows++ == 0);
                if (text.Length >= chunk)
                    await SendTextAsync();
            }

            format.End(text, rows == 0);
            await SendTextAsync();
        }

        var digest = $"sha-256=:{Convert.ToBase64String(hash.GetHashAndReset())}:";
        foreach (var name in trailers)
            response.AppendTrailer(name, name == Digest ? digest : rows.ToString(CultureInfo.InvariantCulture));
        return digest;

        ValueTask SendTextAsync()
        {
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            text.Clear();
            return SendAsync(bytes);
        }

        ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
        {
            hash.AppendData(bytes.Span);
            return response.Body.WriteAsync(bytes, ct);
        }
    }
}
