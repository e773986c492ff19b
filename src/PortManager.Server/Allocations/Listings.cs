using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Server.Allocations;

/// <summary>The replies to LIST and FIND. The one to LIST is made once after a change, however many ask.</summary>
/// <param name="registry">What is allocated.</param>
/// <param name="nameOf">The name of a verified user, as it was last told.</param>
internal sealed class Listings(Registry registry, Func<long, string> nameOf)
{
    private byte[]? _all;
    private long _version = -1;

    /// <summary>The whole reply to LIST. It never changes: after a change of the registry there is another one.</summary>
    public ReadOnlyMemory<byte> All
    {
        get
        {
            if (_all is null || _version != registry.Version)
            {
                var output = new ArrayBufferWriter<byte>(64 + (32 * registry.Count));
                Write(output, PortFilter.Everything);
                _all = output.WrittenSpan.ToArray();
                _version = registry.Version;
            }

            return _all;
        }
    }

    /// <summary>Writes the whole reply to FIND.</summary>
    public void Write(IBufferWriter<byte> output, PortFilter filter)
    {
        bool all = filter == PortFilter.Everything;
        var rows = new RowFilter(filter, nameOf);
        ReplyWriter.ListingHeader(output, all ? registry.Count : registry.InOrder.Count(Matches));
        foreach (Allocation allocation in registry.InOrder)
        {
            if (all || Matches(allocation))
                output.Write(allocation.Row);
        }

        bool Matches(Allocation a) => rows.Matches(a.Service, a.User, a.Holder.Owner);
    }
}
