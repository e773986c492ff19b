using System.Globalization;
using Microsoft.AspNetCore.Http;
using PortManager.Protocol;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>What is allocated.</summary>
internal sealed class PortsResource(PortsView view)
{
    /// <summary>The states by which rows can be chosen.</summary>
    public static IReadOnlyList<string> States { get; } = [.. DetailRow.States.Select(DetailRow.WordOf)];

    public async Task ServeAllAsync(HttpContext context, string _)
    {
        if (!TryRead(context.Request.Query, out PortFilter filter, out PortState? state))
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, $"state is one of {string.Join(", ", States)}");
            return;
        }

        PortsSnapshot snapshot = await view.NowAsync(context.RequestAborted);
        await Body.WriteAsync(context, filter == PortFilter.Everything && state is null ? snapshot.Entity : snapshot.Filtered(filter, state));
    }

    public async Task ServeOneAsync(HttpContext context, string port)
    {
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "a port is a number, 1 to 65535");
            return;
        }

        PortsSnapshot snapshot = await view.NowAsync(context.RequestAborted);
        if (snapshot.Document.Ports.FirstOrDefault(p => p.Port == number) is { } row)
            await Body.WriteAsync(context, ApiJson.Entity(row, ApiJson.Types.PortDocument));
        else
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, $"port {number} is not allocated");
    }

    /// <summary>Reads by what rows are chosen.</summary>
    /// <returns>False if the state is none.</returns>
    public static bool TryRead(IQueryCollection query, out PortFilter filter, out PortState? state)
    {
        filter = new PortFilter(query["service"], query["beginswith"], query["user"]);
        return TryReadState(query["state"], out state);
    }

    private static bool TryReadState(string? text, out PortState? state)
    {
        int place = States.ToList().IndexOf(text ?? "");
        state = place < 0 ? null : DetailRow.States[place];
        return text is null || place >= 0;
    }
}
