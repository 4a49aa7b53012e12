using System.Globalization;
using System.Security.Cryptography;
using Catalog.Api.Actions;
using Catalog.Api.Downloads;
using Catalog.Api.Hosting;
using Catalog.Api.Versions;
using Microsoft.Net.Http.Headers;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Exports;
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
        string resource, HttpContext http, DatastoreSources sources, RowReader reader, Database database, DumpFiles files, DumpDigests digests, ICostlyPlaces places, Memento memento, CallerResolver callers, CancellationToken ct)
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
        if (query is not { Distinct: false, Matches.Count: 0, Sort: [{ Column.Name: "_id" }] })   // the rows as they lie cost their reader's time only
            await places.EnterAsync(ct);
        var dump = new Dump(format, query, p.Bom && format.HasBom);
        var headers = http.Response.Headers;
        http.Response.ContentType = format.ContentType;
        headers.ContentDisposition = $"attachment; filename=\"{Uri.EscapeDataString(resource)}.{format.Name}\"";
        headers.CacheControl = caller.IsAnonymous ? "public, max-age=0, must-revalidate" : "private, no-store";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        if (at is not null && request.IsPinned)
            await memento.DescribeAsync(http, at, memento.OfRequest(http.Request), ct);
        if (at is not null)
            headers["X-Dataset-Version"] = at.Version.ToString(CultureInfo.InvariantCulture);
        if (query.IsUnfiltered && source.RowCount is { } rows)
            headers[RowCount] = Math.Clamp(rows - p.Offset, 0, p.Limit ?? long.MaxValue).ToString(CultureInfo.InvariantCulture);

        var tag = at is null ? null : await files.TagAsync(dump, at, ct);
        var conditions = new DumpConditions(http, tag, dump.IsWhole && at is not null);
        var compressed = FileHeaders.IsCompressed(http, caller, format.ContentType);
        if (!compressed)
            http.Request.Headers.AcceptEncoding = default;   // a strong tag is one of the bytes as they are
        if (tag is not null && at is not null && dump.IsWhole && await FileAsync(conditions.MustBeFile, at, tag) is { } file)
        {
            var digest = FileHeaders.Digest(file.Sha256);
            headers[Digest] = digest;
            if (!compressed)
                headers["Repr-Digest"] = digest;
            return TypedResults.Stream(file.Open(), format.ContentType, fileDownloadName: null, lastModified: null, new EntityTagHeaderValue($"\"{tag}\"", compressed), enableRangeProcessing: !compressed);
        }

        if (tag is not null && digests.Find(tag) is { } known)
            headers[Digest] = known;
        if (conditions.Answer(compressed) is { } status)
            return Results.StatusCode(status);
        if (HttpMethods.IsGet(http.Request.Method) && p.Limit != 0)
        {
            var digest = await WriteAsync(http.Response, dump, reader, database, ct);
            if (tag is not null)
                digests.Keep(tag, digest);
        }

        return Results.Empty;

        async Task<ExportFile?> FileAsync(bool must, VersionBound at, string tag) =>
            files.Find(dump, at, tag) ?? (must || DumpFiles.IsSmall(at) ? await files.MakeAsync(dump, at, tag, must, ct) : null);
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
    private static async Task<string> WriteAsync(HttpResponse response, Dump dump, RowReader reader, Database database, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var trailers = response.SupportsTrailers() ? new[] { Digest, RowCount }.Where(name => !response.Headers.ContainsKey(name)).ToList() : [];
        trailers.ForEach(response.DeclareTrailer);
        var rows = await dump.WriteAsync(reader, database, SendAsync, ct);
        var digest = $"sha-256=:{Convert.ToBase64String(hash.GetHashAndReset())}:";
        foreach (var name in trailers)
        {
            if (name == Digest || rows is not null)
                response.AppendTrailer(name, name == Digest ? digest : rows!.Value.ToString(CultureInfo.InvariantCulture));
        }

        return digest;

        async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
        {
            // From here on what fails breaks the transfer. A compressor would keep the first bytes to itself and an error's page would come behind them.
            if (!response.HasStarted)
                await response.StartAsync(ct);
            hash.AppendData(bytes.Span);
            await response.Body.WriteAsync(bytes, ct);
        }
    }
}
