using System.Buffers;
using System.Text.Json;

namespace Catalog.Api.Actions;

/// <summary>The body of an answer while it is written: held back up to a size, so that an early failure can still become an error answer, then sent as it grows.</summary>
internal sealed class JsonOutput : IAsyncDisposable
{
    /// <summary>Enough for an error, little enough for many requests at once.</summary>
    private const int HoldBack = 64 * 1024;

    /// <summary>A page of 1,000 datasets; a longer answer has no entity tag.</summary>
    private const int HoldBackConditional = 8 * 1024 * 1024;

    private readonly HttpResponse _response;
    private readonly int _holdBack;
    private readonly BodyBuffer _buffer = new();
    private long _sent;

    /// <param name="response">Where it goes.</param>
    /// <param name="isConditional">Held back as a whole, so that it can be compared with what the reader has.</param>
    public JsonOutput(HttpResponse response, bool isConditional = false)
    {
        _response = response;
        _holdBack = isConditional ? HoldBackConditional : HoldBack;
        Json = new Utf8JsonWriter(_buffer, ApiJson.Writer);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Bytes written so far, sent or not.</summary>
    public long Length => _sent + _buffer.Length + Json.BytesPending;

    /// <summary>Whether the reader has the beginning already, so that an error can no longer be told.</summary>
    public bool HasStarted => _response.HasStarted;

    /// <summary>Bytes outside the JSON value, such as the name of a JSONP callback.</summary>
    public void WriteRaw(ReadOnlySpan<byte> utf8)
    {
        Json.Flush();
        _buffer.Write(utf8);
    }

    /// <summary>Sends what was written once it is much. Call after each row.</summary>
    public async ValueTask FlushIfLargeAsync(CancellationToken ct)
    {
        if (_buffer.Length + Json.BytesPending < (_response.HasStarted ? HoldBack : _holdBack))
            return;
        await Json.FlushAsync(ct);
        await SendAsync(ct);
    }

    /// <summary>Sends the rest; an answer that was held back as a whole gets its length.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="isKnown">Given the whole body, says whether the reader has it already: then nothing is sent. Not asked once the answer has begun.</param>
    public async Task CompleteAsync(CancellationToken ct, Func<IEnumerable<ReadOnlyMemory<byte>>, bool>? isKnown = null)
    {
        await Json.FlushAsync(ct);
        if (!_response.HasStarted)
        {
            if (isKnown?.Invoke(_buffer.Pieces) ?? false)
                return;
            _response.ContentLength = _buffer.Length;
        }

        await SendAsync(ct);
    }

    /// <summary>Without a flush: after an error what was held back is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        Json.Reset();
        await Json.DisposeAsync();
        _buffer.Dispose();
    }

    private async Task SendAsync(CancellationToken ct)
    {
        foreach (var piece in _buffer.Pieces)
            await _response.Body.WriteAsync(piece, ct);
        _sent += _buffer.Length;
        _buffer.Clear();
    }
}
