namespace Budget.Importers.Tests;

/// <summary>A long file that needs no memory: a start, then a pattern over and over. Counts what was read of it; cannot seek.</summary>
internal sealed class EndlessStream(byte[] start, byte[] pattern, long length) : Stream
{
    private long position;

    /// <summary>Most bytes given at once.</summary>
    public int Largest { get; init; } = int.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, Largest), length - position);
        for (var i = 0; i < count; i++, position++)
            buffer[i] = position < start.Length ? start[position] : pattern[(position - start.Length) % pattern.Length];
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
