using System.Diagnostics.Metrics;
using PortManager.Server.LabView;

namespace PortManager.Server.Web.Api;

/// <summary>The metrics of what is shown of the lab.</summary>
internal static class LabMetrics
{
    public static void AddTo(Meter meter, LabFollower follower)
    {
        LabState state = follower.State;
        meter.CreateObservableGauge("portmanager.lab.following", () => follower.IsFollowing ? 1L : 0L, null, "1 while somebody looks at the lab, so that the directory is followed.");
        meter.CreateObservableGauge("portmanager.lab.ports", () => (long)state.Count().Services, "{port}", "Ports of all hosts of the lab, as far as they are known.");
        meter.CreateObservableGauge("portmanager.lab.hosts", () => Hosts(state.Count()), "{host}", "Hosts of the lab by state.");
        meter.CreateObservableGauge("portmanager.lab.away.time", () => Away(state.Count().Freshness), "s", "Since when the directory cannot be read, since 1970; 0 unless that is so.");
    }

    private static Measurement<long>[] Hosts(LabCounts counts) =>
        [.. LabHostFigures.States.Select(state => new Measurement<long>(counts.Hosts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state)))];

    private static double Away(LabFreshness freshness) => freshness.State == LabFreshness.Away ? StatusMetrics.Seconds(freshness.Since) : 0;
}
