using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PortManager.Protocol;
using PortManager.Server.Web.Api;
using PortManager.Server.Web.Http;

namespace PortManager.Tests.Fuzz;

/// <summary>Any query is answered by a problem, or by the rows that a second, simpler way chooses, as JSON.</summary>
internal static class QueryTarget
{
    private static readonly Route s_route = new("/api/v1/ports", (_, _) => Task.CompletedTask)
    {
        Operation = new Operation("listPorts", "")
        {
            Parameters = [.. new[] { "service", "beginswith", "user", "state" }.Select(name => new Parameter(name, "query", ""))],
        },
    };

    private static readonly PortDocument[] s_rows =
    [
        Row(1, "s", "u", null), Row(2, "s_1", "u", "u"), Row(3, "a b", "LAB\\fox", "fox"), Row(4, "\u202E\"</script>", "%00", "\uFFFD"), Row(5, "+", "&", "="),
    ];

    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        // As Kestrel gives it: each byte a character, still encoded.
        HttpRequest request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString("?" + Encoding.Latin1.GetString(bytes));
        if (Query.Problem(request, s_route) is { } problem)
        {
            Assert.NotEmpty(problem);
            return;
        }

        if (!PortsResource.TryRead(request.Query, out PortFilter filter, out PortState? state))
            return;
        Assert.True(state is null || request.Query["state"].Count == 1);
        var snapshot = new PortsSnapshot(0, 0, new PortsDocument("host", 0, s_rows));
        using JsonDocument answer = JsonDocument.Parse(snapshot.Filtered(filter, state).Bytes);
        Assert.Equal(
            s_rows.Where(row => IsMeant(row, request.Query)).Select(row => row.Port),
            answer.RootElement.GetProperty("ports").EnumerateArray().Select(row => row.GetProperty("port").GetInt32()));
    }

    private static bool IsMeant(PortDocument row, IQueryCollection query) => query.All(parameter => parameter.Key switch
    {
        "service" => row.Service == parameter.Value,
        "beginswith" => row.Service.StartsWith($"{parameter.Value}", StringComparison.Ordinal),
        "user" => parameter.Value == row.User || parameter.Value == row.VerifiedUser,
        _ => $"{row.State}".Equals(parameter.Value, StringComparison.OrdinalIgnoreCase),
    });

    private static PortDocument Row(int port, string service, string user, string? verified) =>
        new(port, service, user, verified, port % 2 == 0 ? PortState.Listening : PortState.Reserved, DateTime.UnixEpoch, null);
}
