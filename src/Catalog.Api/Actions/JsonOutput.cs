using System.Buffers;
using System.Text.Json;

namespace Catalog.Api.Actions;

/// <summary>The body of an answer while it is written: held back up to 64 kB, so that an early failure can still become an error answer, then sent as it grows.</summary>
internal sealed class JsonOutput : IAsyncDisposable
{
    private const int HoldBack = 64 * 1024;

    private readonly HttpResponse _response;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public JsonOutput(HttpResponse response)
    {
        _response = response;
        Json = new Utf8JsonWriter(_buffer, ApiJson.Writer);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Bytes outside the JSON value, such as the name of a JSONP callback.</summary>
    public void WriteRaw(ReadOnlySpan<byte> utf8)
    {
        Json.Flush();
        _buffer.Write(utf8);
    }

    /// <summary>Sends what was written once it is much. Call after each row.</summary>
    public async ValueTask FlushIfLargeAsync(CancellationToken ct)
    {
        if (_buffer.WrittenCount + Json.BytesPending < HoldBack)
            return;
        await Json.FlushAsync(ct);
        await _response.Body.WriteAsync(_buffer.WrittenMemory, ct);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Sends the rest; an answer that was held back as a whole gets its length.</summary>
    public async Task CompleteAsync(CancellationToken ct)
    {
        await Json.FlushAsync(ct);
        if (!_response.HasStarted)
            _response.ContentLength = _buffer.WrittenCount;
        await _response.Body.WriteAsync(_buffer.WrittenMemory, ct);
    }

    /// <summary>Without a flush: after an error what was held back is dropped.</summary>
    public ValueTask DisposeAsync()
    {
        Json.Reset();
        return Json.DisposeAsync();
    }
}
