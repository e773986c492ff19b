using System.Buffers;
using System.Text;
using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

/// <summary>What a registry writes, as text.</summary>
internal static class Rendered
{
    public static string Listed(this Listings listings) => Encoding.UTF8.GetString(listings.All.Span);

    public static string Found(this Listings listings, PortFilter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        listings.Write(output, filter);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
