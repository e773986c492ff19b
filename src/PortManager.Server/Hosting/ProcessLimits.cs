using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>The limits of the process below which the runtime ends it without a word, or with a stack trace (getrlimit(2)).</summary>
internal static class ProcessLimits
{
    // Measured: with 5,000 connections that hold a port each, and the web page, it needs 130 MB. The runtime takes half of the limit for the heap.
    private const nuint AddressSpace = 160 * 1024 * 1024;

    // Measured: ten while someone browses.
    private const nuint Threads = 16;

    // Half is the reserve of DescriptorBudget: with less, the few connections could not be served, or the web page not be started.
    private const nuint FileDescriptors = 128;

    /// <summary>Returns a sentence for the operator if a limit is too low to serve; else null.</summary>
    public static string? Problem() =>
        Of(LibC.ResourceAddressSpace) is var space && space < AddressSpace
            ? $"serving needs {AddressSpace >> 20} MiB of address space, and the limit is {space >> 20} MiB; raise it with ulimit -v, or LimitAS= in the unit"
        // Nobody limits root's.
        : Of(LibC.ResourceProcesses) is var threads && threads < Threads && LibC.EffectiveUser() != 0
            ? $"serving needs {Threads} threads, and the limit is {threads}; raise it with ulimit -u, or LimitNPROC= in the unit"
        : (nuint)Descriptors.RaiseLimit() is var descriptors && descriptors < FileDescriptors
            ? $"serving needs {FileDescriptors} descriptors, and the limit is {descriptors}; raise it with ulimit -n, or LimitNOFILE= in the unit"
        : null;

    private static nuint Of(int resource) => LibC.GetResourceLimit(resource, out LibC.ResourceLimit limit) == 0 ? limit.Soft : nuint.MaxValue;
}
