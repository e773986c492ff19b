using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PortManager.Server.Allocations;
using PortManager.Server.Listening;

namespace PortManager.Server.Web.Api;

/// <summary>What is allocated.</summary>
internal sealed class PortsResource(SharedRegistry registry, ListenedPorts listened)
{
    private const string Json = "application/json";

    public Task ServeAllAsync(HttpContext context, string _)
    {
        var document = new PortsDocument(Environment.MachineName, Rows(_ => true));
        return Body.WriteAsync(context, new Entity(Json, JsonSerializer.SerializeToUtf8Bytes(document, ApiJson.Types.PortsDocument)));
    }

    public Task ServeOneAsync(HttpContext context, string port)
    {
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0)
            return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "a port is a number, 1 to 65535");
        return Rows(a => a.Port == number) is [var row]
            ? Body.WriteAsync(context, new Entity(Json, JsonSerializer.SerializeToUtf8Bytes(row, ApiJson.Types.PortDocument)))
            : Problem.WriteAsync(context, StatusCodes.Status404NotFound, $"port {number} is not allocated");
    }

    private PortDocument[] Rows(Func<Allocation, bool> filter)
    {
        Func<int, bool> isListenedOn = listened.Now();
        return registry.Exclusively(r => r.InOrder.Where(filter).Select(a => Row(a, isListenedOn)).ToArray());
    }

    private static PortDocument Row(Allocation a, Func<int, bool> isListenedOn) => new(
        a.Port, a.Service, a.User, null, StateOf(a, isListenedOn), a.Since.UtcDateTime, null);

    private static PortState StateOf(Allocation a, Func<int, bool> isListenedOn) =>
        a.Holder is OrphanHolder ? PortState.Orphaned
        : isListenedOn(a.Port) ? PortState.Listening
        : PortState.Reserved;
}
