using PortManager.Client;

namespace PortManager.Extensions.Hosting;

/// <summary>
/// Where the port manager is, and how the program uses it. A section of the configuration can be bound to it, also in a native program: so it has the
/// options of the client itself, without the clock, which no configuration can set.
/// </summary>
public sealed class PortManagerOptions
{
    private static readonly PortManagerClientOptions s_defaults = new();

    /// <summary>
    /// The host of the port manager: a DNS name or an address. A port manager gives ports only to programs on its own host. Default: localhost.
    /// </summary>
    public string Host { get; set; } = "localhost";

    /// <summary>The port on which it listens, 1 to 65535; null, the default, finds it (<see cref="PortManagerClient.ConnectAsync"/>).</summary>
    public int? Port { get; set; }

    /// <summary>
    /// How long the start of an advertised service waits for a port manager that is away, or has no free port. Default: 30 s. From 0 (one attempt) to 1 day.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="PortManagerClientOptions.User"/>
    public string? User { get; set; }

    /// <inheritdoc cref="PortManagerClientOptions.ConnectTimeout"/>
    public TimeSpan ConnectTimeout { get; set; } = s_defaults.ConnectTimeout;

    /// <inheritdoc cref="PortManagerClientOptions.RequestTimeout"/>
    public TimeSpan RequestTimeout { get; set; } = s_defaults.RequestTimeout;

    /// <inheritdoc cref="PortManagerClientOptions.ReconnectDelay"/>
    public TimeSpan ReconnectDelay { get; set; } = s_defaults.ReconnectDelay;

    /// <inheritdoc cref="PortManagerClientOptions.MaxReconnectDelay"/>
    public TimeSpan MaxReconnectDelay { get; set; } = s_defaults.MaxReconnectDelay;

    /// <inheritdoc cref="PortManagerClientOptions.ReclaimTimeout"/>
    public TimeSpan ReclaimTimeout { get; set; } = s_defaults.ReclaimTimeout;

    /// <inheritdoc cref="PortManagerClientOptions.PollInterval"/>
    public TimeSpan PollInterval { get; set; } = s_defaults.PollInterval;

    /// <inheritdoc cref="PortManagerClientOptions.MaxPollInterval"/>
    public TimeSpan MaxPollInterval { get; set; } = s_defaults.MaxPollInterval;

    /// <inheritdoc cref="PortManagerClientOptions.PortFile"/>
    public string PortFile { get; set; } = s_defaults.PortFile;

    /// <summary>Returns the options of the client. It always reconnects: the program runs longer than a port manager.</summary>
    internal PortManagerClientOptions OfClient(TimeProvider time) => new()
    {
        User = User,
        ConnectTimeout = ConnectTimeout,
        RequestTimeout = RequestTimeout,
        ReconnectDelay = ReconnectDelay,
        MaxReconnectDelay = MaxReconnectDelay,
        ReclaimTimeout = ReclaimTimeout,
        PollInterval = PollInterval,
        MaxPollInterval = MaxPollInterval,
        PortFile = PortFile,
        TimeProvider = time,
    };
}
