using System.Runtime.CompilerServices;
using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>The services of all hosts of a lab. Safe for several threads.</summary>
public sealed class LabDirectory : IAsyncDisposable, IDisposable
{
    private readonly LabOptions _options;
    private readonly LabReader _reader;
    private readonly SemaphoreSlim _one = new(1, 1);

    private LabDirectory(LabOptions options)
    {
        _options = options;
        _reader = new LabReader(options);
    }

    /// <summary>Connects to the directory on some members of etcd.</summary>
    /// <param name="endpoints">The members, separated by commas: <c>http://etcd1:2379,http://etcd2:2379</c>.</param>
    /// <exception cref="ArgumentException">An address is not of that form.</exception>
    /// <exception cref="LabException">No member answers, or it refuses.</exception>
    public static Task<LabDirectory> ConnectAsync(string endpoints) =>
        LabOptions.ParseEndpoints(endpoints) is { } parsed
            ? ConnectAsync(new LabOptions { Endpoints = parsed })
            : throw new ArgumentException("Expected addresses such as http://etcd1:2379,http://etcd2:2379.", nameof(endpoints));

    /// <summary>Connects to the directory.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    /// <exception cref="LabException">No member answers, or it refuses.</exception>
    public static async Task<LabDirectory> ConnectAsync(LabOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        // A copy, because the caller's can change.
        var directory = new LabDirectory(options with { });
        try
        {
            await directory.AskAsync(reader => reader.ProbeAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Lists every service, by host and port.</summary>
    /// <exception cref="LabException">No member answers, or it refuses.</exception>
    public async Task<IReadOnlyList<LabService>> ListAsync(CancellationToken cancellationToken = default) =>
        (await AskAsync(reader => reader.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false)).Services;

    /// <summary>Lists the hosts that are there, by name.</summary>
    /// <exception cref="LabException">No member answers, or it refuses.</exception>
    public async Task<IReadOnlyList<LabHost>> ListHostsAsync(CancellationToken cancellationToken = default) =>
        (await AskAsync(reader => reader.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false)).Hosts;

    /// <summary>Finds the services that match all that is given.</summary>
    /// <param name="service">The exact name.</param>
    /// <param name="beginsWith">The beginning of the name.</param>
    /// <param name="user">The user, as it is listed or as the kernel reports it.</param>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LabException">No member answers, or it refuses.</exception>
    public async Task<IReadOnlyList<LabService>> FindAsync(
        string? service = null, string? beginsWith = null, string? user = null, string? host = null, CancellationToken cancellationToken = default)
    {
        var filter = new LabFilter(service, beginsWith, user, host);
        return [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(filter.Matches)];
    }

    /// <summary>Waits until a service is advertised somewhere.</summary>
    /// <param name="service">The exact name.</param>
    /// <param name="user">The user.</param>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LabException">etcd refuses. While no member answers, it waits on.</exception>
    public async Task<LabService> WaitForAsync(string service, string? user = null, string? host = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        await foreach (LabChange change in WatchAsync(service, null, user, host, cancellationToken).ConfigureAwait(false))
        {
            if (change.Kind != LabChangeKind.Removed)
                return change.Service;
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>
    /// Watches services: first those that are there, then each change. It goes on when etcd does, with what has changed meanwhile: no change is left out, and none
    /// comes twice.
    /// </summary>
    /// <param name="service">The exact name.</param>
    /// <param name="beginsWith">The beginning of the name.</param>
    /// <param name="user">The user, as it is listed or as the kernel reports it.</param>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="LabException">etcd refuses.</exception>
    public async IAsyncEnumerable<LabChange> WatchAsync(
        string? service = null,
        string? beginsWith = null,
        string? user = null,
        string? host = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var watch = new LabWatch(_options, new LabFilter(service, beginsWith, user, host));
        await foreach (LabChange change in watch.RunAsync(cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _one.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> AskAsync<T>(Func<LabReader, Task<T>> ask, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask(_reader).ConfigureAwait(false);
        }
        catch (EtcdException e)
        {
            throw new LabException(e);
        }
        finally
        {
            _one.Release();
        }
    }
}
