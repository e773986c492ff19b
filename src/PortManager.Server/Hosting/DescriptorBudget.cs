using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>How many of the descriptors that the process may have are for connections.</summary>
internal static class DescriptorBudget
{
    /// <summary>Descriptors for all that is no connection: the runtime, listeners, files, probes, and those being refused.</summary>
    private const int Reserve = 64;

    /// <summary>What a build that is not native needs on top: two for each assembly, some 120 in all.</summary>
    private const int ReserveForAssemblies = 128;

    // A native program is not given a list of assemblies; RuntimeFeature gives the same answer for both.
    private static bool IsNative => AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null;

    /// <summary>Raises the limit as far as the system allows.</summary>
    /// <param name="wanted">How many connections are wanted; null for as many as there can be.</param>
    /// <returns>How many there can be.</returns>
    public static int Connections(int? wanted)
    {
        int max = Math.Max(1, Descriptors.RaiseLimit() - (IsNative ? Reserve : Reserve + ReserveForAssemblies));
        return Math.Min(max, wanted ?? max);
    }
}
