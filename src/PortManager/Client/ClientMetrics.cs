using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PortManager.Client;

/// <summary>
/// What all clients of the process measure: the meter and the activity source <c>PortManager</c>. No name of a user, a service or a
/// port is a tag, because a tag with many values is costly; an activity has them.
/// </summary>
internal static class ClientMetrics
{
    private const string Name = "PortManager";

    private static readonly ActivitySource s_activities = new(Name);
    private static readonly Meter s_meter = new(Name);

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "portmanager.client.request.duration", "s", "How long calls took, with their errors.");

    private static readonly UpDownCounter<int> s_ports = s_meter.CreateUpDownCounter<int>(
        "portmanager.client.ports", "{port}", "The ports that are held.");

    private static readonly Counter<int> s_lost = s_meter.CreateCounter<int>(
        "portmanager.client.ports.lost", "{port}", "Ports that could not be claimed again.");

    private static readonly Counter<int> s_disconnects = s_meter.CreateCounter<int>(
        "portmanager.client.disconnects", "{connection}", "Connections that held ports and dropped.");

    /// <summary>Adds to the number of ports that are held.</summary>
    public static void Count(int ports)
    {
        if (ports != 0)
            s_ports.Add(ports);
    }

    public static void Lost() => s_lost.Add(1);

    public static void Disconnected() => s_disconnects.Add(1);

    /// <summary>Runs a call as an activity, and measures it.</summary>
    public static async Task<T> RunAsync<T>(string method, ServerAddress server, Func<Task<T>> call)
    {
        using Activity? activity = s_activities.StartActivity($"{Name}.{method}", ActivityKind.Client);
        activity?.SetTag("server.address", server.Host);
        activity?.SetTag("server.port", server.Port);
        long start = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e.GetType().FullName;
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            activity?.SetTag("error.type", error);
            throw;
        }
        finally
        {
            var tags = new TagList { { "portmanager.method", method } };
            if (error is not null)
                tags.Add("error.type", error);
            s_duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        }
    }
}
