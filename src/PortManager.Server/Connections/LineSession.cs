using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Logging;

namespace PortManager.Server.Connections;

/// <summary>The life of one connection that speaks the line protocol: it reads requests and answers them in order.</summary>
internal sealed class LineSession : IDisposable
{
    /// <summary>Replies to requests that came together are sent together, up to this many bytes.</summary>
    private const int FlushThreshold = 64 * 1024;

    private readonly AcceptedConnection _connection;
    private readonly SharedRegistry _registry;
    private readonly ILogger _log;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly RequestExecutor _executor;
    private WatchPump? _watch;

    public LineSession(AcceptedConnection connection, SharedRegistry registry, ILogger log)
    {
        _connection = connection;
        _registry = registry;
        _log = log;
        _input = connection.Context.Transport.Input;
        _output = connection.Context.Transport.Output;
        _executor = new RequestExecutor(connection, registry, _output, log);
    }

    public async Task RunAsync()
    {
        // Without this a shutdown waits for every peer to hang up.
        using CancellationTokenRegistration? closing = _connection.Context.Features
            .Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(_input.CancelPendingRead);
        try
        {
            if (await ServeAsync())
                await Farewell.LingerAsync(_connection);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or IOException)
        {
            // The peer is gone: all there is to do is below.
        }
        catch (Exception e)
        {
            // A defect must cost one connection, and not the daemon.
            _log.SessionFailed(_connection.Address, e);
        }
        finally
        {
            _registry.Leave(_connection);
            if (_executor.Watcher is { } watcher)
                _registry.Unsubscribe(watcher);
            if (_watch is not null)
                await _watch.StopAsync();
        }
    }

    public void Dispose() => _watch?.Dispose();

    /// <returns>True when it is the daemon who ends the connection, with a reply that the peer is to read.</returns>
    private async Task<bool> ServeAsync()
    {
        while (true)
        {
            // ConnectionClosed must not be a token here: it fires at a half-close, before the requests are answered.
            ReadResult read = await _input.ReadAsync();
            if (read.IsCanceled)
                return false;
            ReadOnlySequence<byte> buffer = read.Buffer;
            _connection.Touch();
            if (_watch is not null)
                await _watch.PauseAsync();
            while (TryReadRequest(ref buffer, out Request? request))
            {
                After after = !_connection.IsLocal && request is Request.Gimme or Request.Claim
                    ? await RemoteRefusal.WriteAsync(_connection, _output, _log)
                    : _executor.Execute(request);
                if (after == After.HangUp)
                {
                    _input.AdvanceTo(buffer.End);
                    await _output.FlushAsync();
                    return true;
                }

                if (_output.UnflushedBytes > FlushThreshold && (await _output.FlushAsync()).IsCompleted)
                    return false;
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (_output.UnflushedBytes > 0 && (await _output.FlushAsync()).IsCompleted)
                return false;
            if (_watch is null && _executor.Watcher is { } watcher)
                _watch = WatchPump.Start(watcher, _registry, _output);
            else
                _watch?.Resume();
            if (read.IsCompleted)
                return false;
        }
    }

    private static bool TryReadRequest(ref ReadOnlySequence<byte> buffer, [NotNullWhen(true)] out Request? request)
    {
        LineStatus status = LineReader.TryRead(ref buffer, LineReader.MaxRequest, out ReadOnlySequence<byte> line);
        request = status switch
        {
            LineStatus.Line => RequestReader.Read(line),
            LineStatus.TooLong => RequestReader.TooLong(line),
            _ => null,
        };
        return request is not null;
    }
}
