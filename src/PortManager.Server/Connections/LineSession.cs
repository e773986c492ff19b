using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Logging;
using PortManager.Server.Status;
using PortManager.Server.Systemd;

namespace PortManager.Server.Connections;

/// <summary>The life of one connection that speaks the line protocol: it reads requests and answers them in order.</summary>
internal sealed class LineSession : IDisposable
{
    private readonly AcceptedConnection _connection;
    private readonly SharedRegistry _registry;
    private readonly IConnectionStore _store;
    private readonly IdentityRule _rule;
    private readonly Limits _limits;
    private readonly EventLog _events;
    private readonly DaemonMetrics _metrics;
    private readonly ILogger _log;
    private readonly PipeReader _input;
    private readonly ReplyOutput _output;
    private readonly RequestExecutor _executor;
    private WatchPump? _watch;
    private bool _isOpening;
    private volatile bool _isStopping;

    public LineSession(
        AcceptedConnection connection,
        ReplyOutput output,
        RequestExecutor executor,
        SharedRegistry registry,
        IConnectionStore store,
        IdentityRule rule,
        Limits limits,
        EventLog events,
        DaemonMetrics metrics,
        bool mayBeHttp,
        ILogger log)
    {
        _connection = connection;
        _registry = registry;
        _store = store;
        _rule = rule;
        _limits = limits;
        _events = events;
        _metrics = metrics;
        _isOpening = mayBeHttp;
        _log = log;
        _input = connection.Context.Transport.Input;
        _output = output;
        _executor = executor;
    }

    private enum End
    {
        PeerLeft,

        /// <summary>It is the daemon who ends the connection, with a reply that the peer is to read.</summary>
        HangUp,

        Http,
    }

    /// <summary>Serves the connection to its end.</summary>
    /// <returns>False when its peer speaks HTTP; nothing of what he has sent is consumed then.</returns>
    public async Task<bool> RunAsync()
    {
        // Without this a shutdown waits for every peer to hang up.
        using CancellationTokenRegistration? closing = _connection.Context.Features
            .Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(Stop);
        try
        {
            End end = await TakeUpAsync() ? await ServeAsync() : End.PeerLeft;
            if (end == End.Http)
                return false;
            if (end == End.HangUp)
            {
                _connection.NotePartialRequest(false);
                await Farewell.LingerAsync(_connection);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ConnectionAbortedException)
        {
            // The peer is gone: all there is to do is below.
        }
        catch (Exception e)
        {
            // A defect must cost one connection, and not the daemon.
            _log.SessionFailed(_connection.Peer.ToString(), e);
        }
        finally
        {
            _registry.Leave(_connection);
            if (_executor.Watcher is { } watcher)
                _registry.Unsubscribe(watcher);
            if (_watch is not null)
                await _watch.StopAsync();
            // Last: the place in the ledger may be another's at once, and the watch wrote to it.
            _store.Forget(_connection);
        }

        return true;
    }

    public void Dispose() => _watch?.Dispose();

    /// <summary>Goes on where the process before ended: the requests that it had read fail, and who watched, watches.</summary>
    private async Task<bool> TakeUpAsync()
    {
        Unanswered lost = _connection.Progress.Position.Unanswered;
        for (int i = 0; i < lost.Requests; i++)
            ReplyWriter.Fail(_output.Pipe, "the port manager was restarted during this request: try again");
        if (!await _output.FlushAsync(lost.Bytes, lost.Requests, lost.EndsMidLine))
            return false;
        if (_connection.WatchedBefore is { } filter)
        {
            _executor.Resume(filter);
            StartWatch();
        }

        return true;
    }

    private async Task<End> ServeAsync()
    {
        while (true)
        {
            // ConnectionClosed must not be a token here: it fires at a half-close, before the requests are answered.
            ReadResult read = await _input.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (read.IsCanceled)
            {
                if (_isStopping)
                    return End.PeerLeft;
                if (_connection.IsPartialSince(_limits.OldestLine))
                    return await ExpireAsync(buffer);
                _input.AdvanceTo(buffer.Start);
                continue;
            }

            _connection.Touch();
            if (_isOpening)
            {
                Speech speech = Opening.Of(buffer);
                if (speech == Speech.Unknown && !read.IsCompleted)
                {
                    WaitForMore(buffer);
                    continue;
                }

                if (speech is Speech.Http or Speech.Tls)
                    return await LeaveToOthersAsync(speech, buffer);
                _isOpening = false;
            }

            _connection.Progress.Note(ref buffer);
            long unanswered = buffer.Length;
            int requests = 0;
            bool isWhole = false;
            if (_watch is not null)
                await _watch.PauseAsync();
            while (TryReadRequest(ref buffer, out Request? request))
            {
                long start = _metrics.BeginRequest();
                After after = await ExecuteAsync(request);
                _metrics.EndRequest(request, start);
                requests++;
                isWhole = true;
                if (after == After.HangUp)
                {
                    _input.AdvanceTo(buffer.End);
                    await _output.FlushAsync(unanswered, requests);
                    return End.HangUp;
                }

                _connection.BatchPosition = unanswered - buffer.Length;
                if (_output.IsLong)
                {
                    if (!await _output.FlushAsync(unanswered - buffer.Length, requests))
                        return End.PeerLeft;
                    unanswered = buffer.Length;
                    requests = 0;
                    _connection.BatchPosition = 0;
                }
            }

            WaitForMore(buffer, isWhole);
            if (!await _output.FlushAsync(unanswered - buffer.Length, requests))
                return End.PeerLeft;
            _connection.BatchPosition = 0;
            if (_watch is not null)
                _watch.Resume();
            else
                StartWatch();
            if (read.IsCompleted)
                return End.PeerLeft;
        }
    }

    private void WaitForMore(ReadOnlySequence<byte> partial, bool isAnother = false)
    {
        _input.AdvanceTo(partial.Start, partial.End);
        _connection.NotePartialRequest(!partial.IsEmpty, isAnother);
    }

    private async Task<End> LeaveToOthersAsync(Speech speech, ReadOnlySequence<byte> start)
    {
        _connection.NotePartialRequest(false);
        if (speech == Speech.Http)
        {
            // Not examined either: else Kestrel would wait for more.
            _input.AdvanceTo(start.Start);
            return End.Http;
        }

        _input.AdvanceTo(start.End);
        TlsRefusal.Write(_connection, _output.Pipe, _events);
        await _output.FlushAsync(start.Length, 1);
        return End.HangUp;
    }

    private void StartWatch()
    {
        if (_executor.Watcher is { } watcher)
            _watch = WatchPump.Start(watcher, _registry, _output);
    }

    private async ValueTask<After> ExecuteAsync(Request request)
    {
        if (request is Request.Gimme or Request.Claim)
        {
            if (!_connection.IsLocal)
                return await RemoteRefusal.WriteAsync(_connection, request, _output.Pipe, _events);
            await _rule.PrepareAsync(_connection);
        }

        return _executor.Execute(request);
    }

    private void Stop()
    {
        _isStopping = true;
        _input.CancelPendingRead();
    }

    private async Task<End> ExpireAsync(ReadOnlySequence<byte> partial)
    {
        if (_watch is not null)
            await _watch.PauseAsync();
        _executor.Execute(RequestReader.TooOld(partial));
        _input.AdvanceTo(partial.End);
        return await _output.FlushAsync(partial.Length, 1) ? End.HangUp : End.PeerLeft;
    }

    private bool TryReadRequest(ref ReadOnlySequence<byte> buffer, [NotNullWhen(true)] out Request? request)
    {
        LineStatus status = LineReader.TryRead(ref buffer, _limits.LineLength, out ReadOnlySequence<byte> line);
        request = status switch
        {
            LineStatus.Line => RequestReader.Read(line),
            LineStatus.TooLong => RequestReader.TooLong(line, _limits.LineLength),
            _ => null,
        };
        return request is not null;
    }
}
