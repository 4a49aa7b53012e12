using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Catalog.Api.Tests.Datastore;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Downloads;

/// <summary>The database ends in the middle of a file: whoever reads it sees a transfer that broke, or an error instead of a file, and nothing of it is kept.</summary>
public sealed class BrokenTransferTests(CatalogSite site, BrokenTransferTests.LongTable table) : IClassFixture<BrokenTransferTests.LongTable>
{
    /// <summary>Longer than all buffers between PostgreSQL and a reader that does not read, of texts that do not compress, and with so many cells that its dump is not small.</summary>
    public sealed class LongTable : IAsyncLifetime
    {
        private const int Columns = 60, Length = 7_000, Batches = 6;

        private readonly CatalogSite _site;
        private readonly int _rows;

        public LongTable(CatalogSite site)
            : this(site, 3_300)
        {
        }

        internal LongTable(CatalogSite site, int rows) => (_site, _rows) = (site, rows);

        internal WrittenTable Table { get; private set; } = null!;

        internal int TableNo { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Table = await WrittenTable.MakeAsync(_site, "t text, " + string.Join(", ", Enumerable.Range(1, Columns).Select(i => $"c{i} int")));
            foreach (var batch in Enumerable.Range(0, _rows).Chunk(_rows / Batches))
                await Table.InsertAsync(string.Join(", ", batch.Select(_ => JsonSerializer.Serialize(new { t = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)) }))));
            await using var connection = await _site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
            TableNo = await connection.QuerySingleAsync<int>("select table_no from ver.resource_version where resource_id = @id order by v desc limit 1", new { id = Guid.Parse(Table.Id) });
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    public static TheoryData<string, string, string> Dumps()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var format in new[] { "csv", "tsv", "json", "xml" })
        {
            foreach (var encoding in new[] { "identity", "gzip", "br" })
                data.Add($"format={format}", encoding, "terminate");
        }

        data.Add("format=csv", "identity", "cancel");
        data.Add("format=json", "gzip", "cancel");
        data.Add("format=csv&fields=t&filters=%7B%22t%22%3A%7B%22gt%22%3A%22%22%7D%7D", "identity", "terminate");
        return data;
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task A_dump_whose_query_ends_early_is_no_whole_answer(string how, string encoding, string end)
    {
        var path = $"/datastore/dump/{table.Table.Id}?{how}";
        using var client = new TcpClient { ReceiveBufferSize = 16 * 1024 };
        await client.ConnectAsync(site.Client.BaseAddress!.Host, site.Client.BaseAddress.Port, CatalogSite.Ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {encoding}\r\n\r\n"), CatalogSite.Ct);
        var read = new MemoryStream();
        await ReadAsync(stream, read, 200_000);

        Assert.Equal(1, await EndAsync(end));
        var isWhole = !await ReadAsync(stream, read, int.MaxValue) || HasLastChunk(read);
        var head = Encoding.Latin1.GetString(read.GetBuffer(), 0, 2_000).Split("\r\n\r\n")[0];

        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.Contains("chunked", head, StringComparison.Ordinal);
        Assert.Equal(encoding != "identity", head.Contains($"Content-Encoding: {encoding}", StringComparison.Ordinal));
        Assert.False(isWhole);
        using var after = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), CatalogSite.Ct);
        Assert.False(after.Headers.Contains("Unencoded-Digest"));
        Assert.Empty(await KeptAsync(table));
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("rows.parquet")]
    [InlineData("rows.jsonl")]
    [InlineData("rows.xlsx")]
    [InlineData("datapackage.zip")]
    [InlineData("dump")]
    public async Task A_file_that_cannot_be_made_is_an_error_and_the_next_one_is_whole(string file)
    {
        var ownTable = await OwnTableAsync();
        var path = file == "dump" ? $"/datastore/dump/{ownTable.Table.Id}" : $"/dataset/{ownTable.Table.Package}/v/2/{file}";
        if (file is "rows.jsonl" or "rows.xlsx")
            await site.Client.GetByteArrayAsync($"/dataset/{ownTable.Table.Package}/v/2/rows.csv", CatalogSite.Ct);
        var before = (await KeptAsync(ownTable)).ToHashSet();

        // Who makes the file waits for the lock: it is found there however quick the machine is.
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        await using var transaction = await connection.BeginTransactionAsync(CatalogSite.Ct);
        await connection.ExecuteAsync($"lock table rows.r_{ownTable.TableNo} in access exclusive mode");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(0, 10);
        var asked = site.Client.SendAsync(request, CatalogSite.Ct);
        var ended = 0;
        while (!asked.IsCompleted)
            ended += await EndAsync("terminate", ownTable.TableNo);
        await transaction.RollbackAsync(CatalogSite.Ct);
        using var answer = await asked;

        Assert.True(ended > 0);
        Assert.InRange((int)answer.StatusCode, 500, 503);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Empty((await KeptAsync(ownTable)).Except(before));
        using var again = await site.Client.GetAsync(path, CatalogSite.Ct);
        var bytes = await again.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", again.Headers.GetValues("Repr-Digest").Single());
    }

    [Fact]
    public async Task A_table_that_is_gone_is_not_found()
    {
        var gone = await WrittenTable.MakeAsync(site, "t text");
        await gone.InsertAsync("""{"t": "x"}""");
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        var no = await connection.QuerySingleAsync<int>("select table_no from ver.resource_version where resource_id = @id order by v desc limit 1", new { id = Guid.Parse(gone.Id) });
        await connection.ExecuteAsync($"drop table rows.r_{no} cascade");

        foreach (var path in new[] { $"/datastore/dump/{gone.Id}", $"/datastore/dump/{gone.Id}?limit=1", $"/datastore/dump/{gone.Id}?format=xml&limit=1", $"/dataset/{gone.Package}/v/2/rows.csv" })
        {
            using var answer = await site.Client.GetAsync(path, CatalogSite.Ct);
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    /// <summary>A table of which nothing was made yet.</summary>
    private async Task<LongTable> OwnTableAsync()
    {
        var own = new LongTable(site, 60);
        await own.InitializeAsync();
        return own;
    }

    /// <summary>Ends what PostgreSQL does with the table; returns how much that was.</summary>
    private async Task<int> EndAsync(string how, int? tableNo = null)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        return await connection.QuerySingleAsync<int>(
            $"select count(*) filter (where pg_{how}_backend(pid))::int from pg_stat_activity where pid <> pg_backend_pid() and state = 'active' and query ~ @table", new { table = $@"\mr_{tableNo ?? table.TableNo}\M" });
    }

    /// <summary>Files of the table: they are kept under the hash of its CSV.</summary>
    private async Task<string[]> KeptAsync(LongTable of)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        var hashes = await connection.QueryAsync<string>("select encode(sha256, 'hex') from ver.resource_version where resource_id = @id and v = 2 and sha256 is not null", new { id = Guid.Parse(of.Table.Id) });
        var exports = Path.Combine(site.Site.Files, "exports");
        return [.. hashes.SelectMany(hash => Directory.GetFiles(exports, $"{hash}.csv").Concat(Directory.Exists(Path.Combine(exports, "made", hash)) ? Directory.GetFiles(Path.Combine(exports, "made", hash)) : []))];
    }

    /// <summary>Until so many bytes came; true when the connection was cut before, false when it ended as it should or there are enough.</summary>
    private static async Task<bool> ReadAsync(NetworkStream stream, MemoryStream read, long most)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (read.Length < most)
            {
                var count = await stream.ReadAsync(buffer, CatalogSite.Ct);
                if (count == 0)
                    return true;
                read.Write(buffer, 0, count);
                if (HasLastChunk(read))
                    return false;
            }
        }
        catch (IOException)
        {
            return true;
        }

        return false;
    }

    private static bool HasLastChunk(MemoryStream read) => read.Length > 7 && read.GetBuffer().AsSpan((int)read.Length - 7, 7).SequenceEqual("\r\n0\r\n\r\n"u8);
}
