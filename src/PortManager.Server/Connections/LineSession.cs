using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Logging;
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
    private readonly ILogger _log;
    private readonly PipeReader _input;
    private readonly ReplyOutput _output;
    private readonly RequestExecutor _executor;
    private WatchPump? _watch;

    public LineSession(
        AcceptedConnection connection,
        ReplyOutput output,
        RequestExecutor executor,
        SharedRegistry registry,
        IConnectionStore store,
        IdentityRule rule,
        Limits limits,
        ILogger log)
    {
        _connection = connection;
        _registry = registry;
        _store = store;
        _rule = rule;
        _limits = limits;
        _log = log;
        _input = connection.Context.Transport.Input;
        _output = output;
        _executor = executor;
    }

    public async Task RunAsync()
    {
        // Without this a shutdown waits for every peer to hang up.
        using CancellationTokenRegistration? closing = _connection.Context.Features
            .Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(_input.CancelPendingRead);
        try
        {
            if (await TakeUpAsync() && await ServeAsync())
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
            _store.Forget(_connection);
            if (_executor.Watcher is { } watcher)
                _registry.Unsubscribe(watcher);
            if (_watch is not null)
                await _watch.StopAsync();
        }
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

    /// <returns>True when it is the daemon who ends the connection, with a reply that the peer is to read.</returns>
    private async Task<bool> ServeAsync()
    {
        while (true)
        {
            // ConnectionClosed must not be a token here: it fires at a half-close, before the requests are answered.
            ReadResult read = await _input.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (read.IsCanceled)
                return _connection.IsExpired && await ExpireAsync(buffer);
            _connection.Progress.Note(ref buffer);
            long unanswered = buffer.Length;
            int requests = 0;
            _connection.Touch();
            if (_watch is not null)
                await _watch.PauseAsync();
            while (TryReadRequest(ref buffer, out Request? request))
            {
                After after = await ExecuteAsync(request);
                requests++;
                if (after == After.HangUp)
                {
                    _input.AdvanceTo(buffer.End);
                    await _output.FlushAsync(unanswered, requests);
                    return true;
                }

                _connection.BatchPosition = unanswered - buffer.Length;
                if (_output.IsLong)
                {
                    if (!await _output.FlushAsync(unanswered - buffer.Length, requests))
                        return false;
                    unanswered = buffer.Length;
                    requests = 0;
                    _connection.BatchPosition = 0;
                }
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            _connection.NotePartialRequest(!buffer.IsEmpty);
            if (!await _output.FlushAsync(unanswered - buffer.Length, requests))
                return false;
            _connection.BatchPosition = 0;
            if (_watch is not null)
                _watch.Resume();
            else
                StartWatch();
            if (read.IsCompleted)
                return false;
        }
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
                return await RemoteRefusal.WriteAsync(_connection, _output.Pipe, _log);
            await _rule.PrepareAsync(_connection);
        }

        return _executor.Execute(request);
    }

    private async Task<bool> ExpireAsync(ReadOnlySequence<byte> partial)
    {
        _executor.Execute(RequestReader.TooOld(partial));
        _input.AdvanceTo(partial.End);
        return await _output.FlushAsync(partial.Length, 1);
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
