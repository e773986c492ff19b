using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Everything that can be set about a <see cref="PortManagerClient"/>, with its defaults. <see cref="Problem"/> is the
/// one place that checks it.
/// </summary>
public sealed record PortManagerClientOptions
{
    /// <summary>
    /// The user under whom services are advertised: 1 to 255 bytes of UTF-8 without control characters. Default (null):
    /// who runs the process, which is the first of LOGNAME, USER, LNAME and USERNAME in the environment that is not
    /// empty, then the password file's name of the process's user, as Python's <c>getpass.getuser()</c> does it.
    /// </summary>
    public string? User { get; init; }

    /// <summary>
    /// How long to look up the host, and then how long to try each of its addresses. Default: 5 s. More than 0, at most 1 day.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a call may take, with all that it waits for: other calls, a new connection, the reply. Default: 10 s.
    /// More than 0, at most 1 day.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a connection that drops is made again: for the ports it held, which are then claimed again, and for a
    /// watch. Default: true. When false, the ports are lost and the client is closed, and a watch ends with the error.
    /// </summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>
    /// How long to wait before connecting again; twice as long each further time. Default: 50 ms. More than 0.
    /// </summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The longest wait before connecting again. Default: 2 s. From <see cref="ReconnectDelay"/> to 1 day.
    /// </summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a port is claimed again and again after a new connection, before its refusal is final: the port manager may
    /// not have seen the old connection end. Default: 5 s. From 0 (one try) to 1 day.
    /// </summary>
    public TimeSpan ReclaimTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait between two listings, with a port manager that cannot tell of changes; twice as long each time
    /// that nothing has changed. Default: 100 ms. More than 0.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two listings. Default: 2 s. From <see cref="PollInterval"/> to 1 day.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The file in which this host's port manager says on which port it listens. Default: /var/tmp/daqportmgr/listen.port.
    /// </summary>
    public string PortFile { get; init; } = "/var/tmp/daqportmgr/listen.port";

    /// <summary>What tells the time and waits. Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What is wrong with these options, as a sentence that says what is expected; null when nothing is.</summary>
    public string? Problem()
    {
        if (User is not null && Names.Problem(User) is { } problem)
            return $"User {problem}.";
        return AboveZero(nameof(ConnectTimeout), ConnectTimeout)
            ?? AboveZero(nameof(RequestTimeout), RequestTimeout)
            ?? AboveZero(nameof(ReconnectDelay), ReconnectDelay)
            ?? AtLeast(nameof(MaxReconnectDelay), MaxReconnectDelay, nameof(ReconnectDelay), ReconnectDelay)
            ?? AtLeast(nameof(ReclaimTimeout), ReclaimTimeout, "0", TimeSpan.Zero)
            ?? AboveZero(nameof(PollInterval), PollInterval)
            ?? AtLeast(nameof(MaxPollInterval), MaxPollInterval, nameof(PollInterval), PollInterval);
    }

    private static string? AboveZero(string name, TimeSpan value) =>
        value <= TimeSpan.Zero ? $"{name} has to be more than 0." : NotTooLong(name, value);

    private static string? AtLeast(string name, TimeSpan value, string leastName, TimeSpan least) =>
        value < least ? $"{name} is less than {leastName}." : NotTooLong(name, value);

    private static string? NotTooLong(string name, TimeSpan value) =>
        value > TimeSpan.FromDays(1) ? $"{name} is more than one day." : null;
}
