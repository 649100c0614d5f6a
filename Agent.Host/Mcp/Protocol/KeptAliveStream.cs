namespace Agent.Host.Mcp.Protocol;

/// <summary>
/// The body of an event stream that is never silent for long: proxies close what says nothing. A comment line, which clients skip, is written when nothing else was
/// for a while, and only between two events.
/// </summary>
internal sealed class KeptAliveStream : Stream
{
    private static readonly byte[] s_comment = ":\n\n"u8.ToArray();

    private readonly Stream _inner;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _keeping;
    private long _lastWrite;
    private byte _beforeLast = (byte)'\n';
    private byte _last = (byte)'\n';

    public KeptAliveStream(Stream inner, TimeSpan interval, TimeProvider clock)
    {
        (_inner, _interval, _clock, _lastWrite) = (inner, interval, clock, clock.GetTimestamp());
        _keeping = KeepAsync();
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken);
            _beforeLast = buffer.Length > 1 ? buffer.Span[^2] : _last;
            _last = buffer.Span[^1];
            _lastWrite = _clock.GetTimestamp();
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This body is written asynchronously.");

    public override void Flush()
    {
        // Nothing is held back here, and the server below refuses to be waited for.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends the comments; the body itself is the server's.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keeping;
        _ended.Dispose();
        _writing.Dispose();
        await base.DisposeAsync();
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_interval, _clock, _ended.Token);
                await CommentAsync();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It has ended, here or on the client's side; whoever writes the next event is told.
        }
    }

    private async Task CommentAsync()
    {
        await _writing.WaitAsync(_ended.Token);
        try
        {
            if ((_beforeLast, _last) is not ((byte)'\n', (byte)'\n') || _clock.GetElapsedTime(_lastWrite) < _interval / 2)
                return;
            await _inner.WriteAsync(s_comment, _ended.Token);
            await _inner.FlushAsync(_ended.Token);
        }
        finally
        {
            _writing.Release();
        }
    }
}
