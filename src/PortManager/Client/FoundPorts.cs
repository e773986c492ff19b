namespace PortManager.Client;

/// <summary>Where a port manager may listen.</summary>
/// <param name="Ports">The ports to try, the likeliest first; at least one.</param>
/// <param name="PortFile">The file that names the first of them; null if it is from elsewhere.</param>
/// <param name="Problem">Why a port file was passed over, as a sentence without a full stop; null if none was.</param>
internal sealed record FoundPorts(IReadOnlyList<int> Ports, string? PortFile = null, string? Problem = null)
{
    /// <summary>Says where a port comes from that nobody gave, to stand after it; empty if there is nothing to say.</summary>
    public string Origin => PortFile is null ? "" : $" (which {PortFile} names)";
}
