using System.Buffers;
using System.Text;
using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

/// <summary>What a registry writes, as text.</summary>
internal static class Rendered
{
    public static string Subscription(this SharedRegistry registry, Watcher watcher) =>
        Written(output => registry.Subscribe(watcher, output));

    public static string Drained(this SharedRegistry registry, Watcher watcher) =>
        Written(output => registry.Drain(watcher, output));

    public static string Found(this SharedRegistry registry, PortFilter filter) =>
        Written(output => registry.Find(filter, output));

    public static string Listed(this SharedRegistry registry) => Encoding.UTF8.GetString(registry.Listing().Span);

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
