using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// The options of a <see cref="PortManagerClient"/>, with their defaults. <see cref="Problem"/> validates them. A client copies them
/// when it connects, so later changes do not reach it.
/// </summary>
public sealed record PortManagerClientOptions
{
    /// <summary>
    /// The user under whom services are advertised: 1 to 255 bytes of UTF-8 without control characters. Default (null): the user
    /// who runs the process, found as Python's <c>getpass.getuser()</c> finds it: the first of LOGNAME, USER, LNAME and USERNAME
    /// in the environment that is not empty, else the name in the password file. A user who has no name there is advertised by its number.
    /// </summary>
    public string? User { get; set; }

    /// <summary>
    /// The timeout for looking up the host, and for connecting to each of its addresses. Default: 5 s. More than 0, at most 1 day.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long <see cref="PortManagerClient.ConnectAsync"/> tries again if the port manager is away, with the waits of a reconnect.
    /// Default: 0, one attempt. From 0 to 1 day.
    /// </summary>
    public TimeSpan FirstConnectTimeout { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// The timeout of a call. It includes waiting for other calls, for a new connection and for the reply. Default: 10 s. More than
    /// 0, at most 1 day.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the client reconnects if a connection drops that holds ports, which it then claims again, or that serves a watch.
    /// Default: true. If false, the ports are lost and the client is closed; a watch ends with the error.
    /// </summary>
    public bool Reconnect { get; set; } = true;

    /// <summary>
    /// The wait before the first attempt to reconnect. It doubles with each further attempt. Default: 50 ms. More than 0.
    /// </summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The longest wait before an attempt to reconnect. Default: 2 s. From <see cref="ReconnectDelay"/> to 1 day.
    /// </summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the client repeats a refused claim after it reconnected. The port manager may not have seen the old connection close
    /// yet. Default: 5 s. From 0 (one try) to 1 day.
    /// </summary>
    public TimeSpan ReclaimTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The wait between two listings, if the port manager does not know WATCH. It doubles each time that nothing has changed.
    /// Default: 100 ms. More than 0.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two listings. Default: 2 s. From <see cref="PollInterval"/> to 1 day.</summary>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The file that contains the port on which this host's port manager listens. Default: /var/tmp/daqportmgr/listen.port. On Linux it is passed over if others than
    /// root, the user <c>portmanager</c> and the one who runs the process may have written it.
    /// </summary>
    public string PortFile { get; set; } = "/var/tmp/daqportmgr/listen.port";

    /// <summary>The clock and timers. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Validates the options. Returns what is wrong, as a sentence that says what is expected; null if they are valid.</summary>
    internal string? Problem()
    {
        if (User is not null && Names.Problem(User) is { } problem)
            return $"User {problem}.";
        if (PortFile is null)
            return "PortFile is null: it has to be the path of a file.";
        if (TimeProvider is null)
            return "TimeProvider is null: TimeProvider.System is the system's clock.";
        return AboveZero(nameof(ConnectTimeout), ConnectTimeout)
            ?? AtLeast(nameof(FirstConnectTimeout), FirstConnectTimeout, "0", TimeSpan.Zero)
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
