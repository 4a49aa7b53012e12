using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Catalog.Api.Actions;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>A page of changes as lines of text. Version and next page are headers, which go before the lines: where the page ends is looked up first.</summary>
internal abstract record ChangeText(ChangePage Page) : IBodyResult
{
    private const int Piece = 1 << 15;

    public abstract string ContentType { get; }

    protected abstract string Extension { get; }

    protected virtual void Begin(ArrayBufferWriter<byte> output) { }

    protected abstract void Add(ArrayBufferWriter<byte> output, RowChange change);

    public async Task WriteAsync(HttpResponse response, CancellationToken ct)
    {
        var headers = response.Headers;
        if (await Page.Reader.FindEndAsync(Page.From, Page.To, Page.After, Page.Limit, ct) is { } end)
            headers.Append("Link", $"<{Page.Link(Page.Cursor(end))}>; rel=\"next\"");
        headers["X-Dataset-Version"] = Page.Version.ToString(CultureInfo.InvariantCulture);
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"{Page.ResourceId}-{Page.Since}-{Page.Version}.{Extension}\"");
        var output = new ArrayBufferWriter<byte>(Piece);
        Begin(output);
        await foreach (var change in Page.ReadAsync(andOneMore: false, ct))
        {
            Add(output, change);
            if (output.WrittenCount < Piece)
                continue;
            await response.Body.WriteAsync(output.WrittenMemory, ct);
            output.ResetWrittenCount();
        }

        await response.Body.WriteAsync(output.WrittenMemory, ct);
    }
}

/// <summary>CSV: what became of the row, its number, its values as the canonical CSV has them; of a removed row only those of its key.</summary>
internal sealed record ChangeCsv(ChangePage Page) : ChangeText(Page)
{
    public override string ContentType => "text/csv; charset=utf-8";

    protected override string Extension => "csv";

    protected override void Begin(ArrayBufferWriter<byte> output) => Line(output, ["_change", "_id", .. (Page.To?.Fields ?? []).Select(field => field.Id)]);

    protected override void Add(ArrayBufferWriter<byte> output, RowChange change)
    {
        var values = change.After ?? (Page.To?.Fields ?? []).Select(field => Page.From!.Key.Contains(field.Id) ? change.Before![Page.From.Fields.Index().First(old => old.Item.Id == field.Id).Index] : null);
        Line(output, [change.Kind, change.Id.ToString(CultureInfo.InvariantCulture), .. values]);
    }

    private static void Line(ArrayBufferWriter<byte> output, IReadOnlyList<string?> cells) =>
        Encoding.UTF8.GetBytes(string.Join(',', cells.Select(cell => cell is null ? "" : CanonicalCsv.Quote(cell))) + "\r\n", output);
}

/// <summary>JSON lines: the objects of <c>changes</c>, one a line.</summary>
internal sealed record ChangeLines(ChangePage Page) : ChangeText(Page)
{
    public override string ContentType => "application/x-ndjson; charset=utf-8";

    protected override string Extension => "ndjson";

    protected override void Add(ArrayBufferWriter<byte> output, RowChange change)
    {
        using (var json = new Utf8JsonWriter(output, ApiJson.Writer))
            ChangeJson.WriteChange(json, Page, change);
        output.Write("\n"u8);
    }
}
