using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>A whole dump has a tag, a digest and ranges, and its bytes are the same however they are asked for (contract 5.12).</summary>
public sealed class DumpFileTests(CatalogSite site)
{
    /// <summary>Cells of a row: of so many rows a dump is not small.</summary>
    private const int Columns = 60;

    private const int LargeRows = 3_500;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, path);
        with?.Invoke(request);
        return await site.Client.SendAsync(request, CatalogSite.Ct);
    }

    private Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? with = null) => SendAsync(HttpMethod.Get, path, with);

    private static Task<byte[]> BytesAsync(HttpResponseMessage answer) => answer.Content.ReadAsByteArrayAsync(CatalogSite.Ct);

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static string Digest(byte[] bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    private async Task<WrittenTable> SmallAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a numeric", "k");
        await table.InsertAsync("""{"k": "Ελιά", "a": 1.50}, {"k": "x, \"y\"", "a": 2}""");
        return table;
    }

    private async Task<WrittenTable> LargeAsync()
    {
        var table = await WrittenTable.MakeAsync(site, string.Join(", ", Enumerable.Range(1, Columns).Select(i => $"c{i} int")));
        await table.InsertAsync(string.Join(", ", Enumerable.Range(0, LargeRows).Select(row => $"{{{string.Join(", ", Enumerable.Range(1, Columns).Select(i => $"\"c{i}\": {row * i}"))}}}")));
        return table;
    }

    [Theory]
    [InlineData("")]
    [InlineData("?bom=true")]
    [InlineData("?format=tsv")]
    [InlineData("?format=json")]
    [InlineData("?format=xml&version=2")]
    [InlineData("?as_of=2099-01-01")]
    [InlineData("@2?format=json")]
    public async Task A_small_one_has_all_of_it_at_once(string how)
    {
        var path = $"/datastore/dump/{(await SmallAsync()).Id}{how}";
        using var whole = await GetAsync(path);
        var bytes = await BytesAsync(whole);
        using var head = await SendAsync(HttpMethod.Head, path);
        using var part = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(3, 20));
        using var end = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(null, 7));
        using var beyond = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(100_000, null));
        using var same = await GetAsync(path, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        using var other = await GetAsync(path, request => request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"other\"")));

        foreach (var answer in new[] { whole, head })
        {
            Assert.Equal((HttpStatusCode.OK, (long?)bytes.Length, "2", "bytes"), (answer.StatusCode, answer.Content.Headers.ContentLength, Header(answer, "X-Row-Count"), Header(answer, "Accept-Ranges")));
            Assert.Equal((Digest(bytes), Digest(bytes)), (Header(answer, "Repr-Digest"), Header(answer, "Unencoded-Digest")));
            Assert.Equal((false, whole.Headers.ETag), (answer.Headers.ETag!.IsWeak, answer.Headers.ETag));
        }

        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.PartialContent, HttpStatusCode.RequestedRangeNotSatisfiable), (part.StatusCode, end.StatusCode, beyond.StatusCode));
        Assert.Equal(bytes[3..21], await BytesAsync(part));
        Assert.Equal(bytes[^7..], await BytesAsync(end));
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.PreconditionFailed), (same.StatusCode, other.StatusCode));
        Assert.Equal(whole.Headers.ETag, same.Headers.ETag);
    }

    [Fact]
    public async Task A_part_is_sent_only_to_who_has_the_rest_of_it()
    {
        var path = $"/datastore/dump/{(await SmallAsync()).Id}";
        using var whole = await GetAsync(path);
        var tag = whole.Headers.ETag!;

        using var match = await GetAsync(path, request => With(request, new RangeConditionHeaderValue(tag)));
        using var weak = await GetAsync(path, request => With(request, new RangeConditionHeaderValue(new EntityTagHeaderValue(tag.Tag, isWeak: true))));
        using var old = await GetAsync(path, request => With(request, new RangeConditionHeaderValue(new EntityTagHeaderValue("\"old\""))));
        using var date = await GetAsync(path, request => With(request, new RangeConditionHeaderValue(DateTimeOffset.UtcNow.AddDays(1))));
        using var head = await SendAsync(HttpMethod.Head, path, request => request.Headers.Range = new RangeHeaderValue(0, 1));

        Assert.Equal(
            (HttpStatusCode.PartialContent, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK),
            (match.StatusCode, weak.StatusCode, old.StatusCode, date.StatusCode, head.StatusCode));
        Assert.Equal(await BytesAsync(whole), await BytesAsync(old));
        Assert.Equal(await BytesAsync(whole), await BytesAsync(date));

        static void With(HttpRequestMessage request, RangeConditionHeaderValue condition)
        {
            request.Headers.Range = new RangeHeaderValue(2, 4);
            request.Headers.IfRange = condition;
        }
    }

    [Theory]
    [InlineData("format=csv")]
    [InlineData("format=xml")]
    public async Task A_large_one_is_sent_as_it_is_read_and_kept_when_a_part_is_asked_for(string how)
    {
        var path = $"/datastore/dump/{(await LargeAsync()).Id}?{how}";
        using var before = await SendAsync(HttpMethod.Head, path);
        using var first = await GetAsync(path);
        using var second = await GetAsync(path);
        using var part = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(1000, 70_000));
        using var after = await SendAsync(HttpMethod.Head, path);
        using var third = await GetAsync(path);
        var bytes = await BytesAsync(first);

        Assert.Equal((true, true), (first.Headers.TransferEncodingChunked, second.Headers.TransferEncodingChunked));
        Assert.Null(before.Content.Headers.ContentLength);
        Assert.Equal((bytes.Length, bytes.Length), (third.Content.Headers.ContentLength, after.Content.Headers.ContentLength));
        Assert.Equal((Digest(bytes), Digest(bytes)), (Header(second, "Unencoded-Digest"), Header(third, "Repr-Digest")));
        foreach (var answer in new[] { before, first, second, part, after, third })
            Assert.Equal((first.Headers.ETag, "bytes", $"{LargeRows}"), (answer.Headers.ETag, Header(answer, "Accept-Ranges"), Header(answer, "X-Row-Count")));
        Assert.False(first.Headers.ETag!.IsWeak);
        Assert.Equal(bytes, await BytesAsync(second));
        Assert.Equal(bytes, await BytesAsync(third));
        Assert.Equal(bytes[1000..70_001], await BytesAsync(part));
    }

    [Fact]
    public async Task Of_a_large_one_a_part_a_digest_or_a_tag_can_come_first()
    {
        var table = await LargeAsync();
        var path = $"/datastore/dump/{table.Id}";
        using var part = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(100, 199));
        using var wanted = await GetAsync($"{path}?format=tsv", request => request.Headers.Add("Want-Repr-Digest", "sha-256=1"));
        using var head = await SendAsync(HttpMethod.Head, $"{path}?format=json");
        using var same = await GetAsync($"{path}?format=json", request => request.Headers.IfNoneMatch.Add(head.Headers.ETag!));
        var whole = await site.Client.GetByteArrayAsync(path, CatalogSite.Ct);

        Assert.Equal(whole[100..200], await BytesAsync(part));
        Assert.Equal(Digest(await BytesAsync(wanted)), Header(wanted, "Repr-Digest"));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task What_travels_compressed_has_a_weak_tag_and_no_ranges(string encoding)
    {
        foreach (var table in new[] { await SmallAsync(), await LargeAsync() })
        {
            var path = $"/datastore/dump/{table.Id}";
            using var packed = await GetAsync(path, request => request.Headers.AcceptEncoding.ParseAdd(encoding));
            using var same = await GetAsync(path, request =>
            {
                request.Headers.AcceptEncoding.ParseAdd(encoding);
                request.Headers.IfNoneMatch.Add(packed.Headers.ETag!);
            });
            using var plain = await GetAsync(path);
            using var stream = new MemoryStream(await BytesAsync(packed));
            await using Stream unpacking = encoding == "br" ? new System.IO.Compression.BrotliStream(stream, System.IO.Compression.CompressionMode.Decompress) : new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            await unpacking.CopyToAsync(unpacked, CatalogSite.Ct);

            Assert.Equal((encoding, true, plain.Headers.ETag!.Tag), (packed.Content.Headers.ContentEncoding.Single(), packed.Headers.ETag!.IsWeak, packed.Headers.ETag.Tag));
            Assert.Null(Header(packed, "Accept-Ranges"));
            Assert.Null(Header(packed, "Repr-Digest"));
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
            Assert.Equal(await BytesAsync(plain), unpacked.ToArray());
        }
    }

    [Theory]
    [InlineData("limit=1", true)]
    [InlineData("fields=k", true)]
    [InlineData("sort=k+desc", true)]
    [InlineData("filters={\"k\":\"x\"}", false)]
    [InlineData("q=x", false)]
    [InlineData("distinct=true&fields=k", false)]
    public async Task Other_dumps_have_no_ranges(string how, bool hasTag)
    {
        var path = $"/datastore/dump/{(await SmallAsync()).Id}?{how}";
        using var answer = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(0, 1));

        Assert.Equal((HttpStatusCode.OK, null, hasTag), (answer.StatusCode, Header(answer, "Accept-Ranges"), answer.Headers.ETag is not null));
        if (hasTag)
        {
            using var same = await GetAsync(path, request => request.Headers.IfNoneMatch.Add(answer.Headers.ETag!));
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        }
    }

    [Fact]
    public async Task The_tag_changes_with_the_bytes_and_with_nothing_else()
    {
        var table = await SmallAsync();
        var path = $"/datastore/dump/{table.Id}";
        var first = await TagAsync(path);
        await site.Client.GetByteArrayAsync($"/dataset/{table.Package}/v/2/rows.csv", CatalogSite.Ct);

        Assert.Equal(first, await TagAsync(path));
        Assert.Equal(7, new HashSet<string> { first, await TagAsync($"{path}?bom=true"), await TagAsync($"{path}?format=tsv"), await TagAsync($"{path}?format=json"), await TagAsync($"{path}?format=xml"), await TagAsync($"{path}?limit=1"), await TagAsync($"{path}?version=1") }.Count);
        await table.UpsertAsync("""{"k": "z", "a": 3}""");
        var second = await TagAsync(path);
        Assert.NotEqual(first, second);
        Assert.Equal(first, await TagAsync($"{path}?version=2"));
        await table.DoneAsync("dataset_version_redact", $$""" "id": "{{table.Package}}", "cells": [{"_id": 3, "field": "k"}], "replacement": "gone", "reason": "a person" """);
        Assert.NotEqual(second, await TagAsync(path));
        Assert.Contains("gone", await site.Client.GetStringAsync(path, CatalogSite.Ct), StringComparison.Ordinal);
        Assert.Equal(first, await TagAsync($"{path}?version=2"));
    }

    private async Task<string> TagAsync(string path)
    {
        using var head = await SendAsync(HttpMethod.Head, path);
        return head.Headers.ETag!.ToString();
    }

    [Fact]
    public async Task What_is_kept_is_shown_to_who_may_read_it()
    {
        var table = await WrittenTable.MakeAsync(site, "k text", isPrivate: true);
        await table.InsertAsync("""{"k": "canary"}""");
        var path = $"/datastore/dump/{table.Id}";
        using var shown = await GetAsync(path, request => request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token));
        using var hidden = await GetAsync(path, request => request.Headers.Range = new RangeHeaderValue(0, 1));
        using var known = await GetAsync(path, request => request.Headers.IfNoneMatch.Add(shown.Headers.ETag!));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (shown.StatusCode, hidden.StatusCode, known.StatusCode));
        Assert.DoesNotContain("public", string.Join(", ", shown.Headers.GetValues("Cache-Control")), StringComparison.Ordinal);
    }
}
