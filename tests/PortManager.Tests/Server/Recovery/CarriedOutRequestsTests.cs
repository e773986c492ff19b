using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PortManager.Server.Allocations;
using PortManager.Server.Native;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Recovery;

/// <summary>
/// A daemon that ends between any two steps: each request is answered once, and one that was carried out already is answered with the same port.
/// </summary>
public sealed class CarriedOutRequestsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new();
    private readonly List<FakeProcess> _processes = [];
    private int _descriptor = -1;

    // No request names a port of which the client could not know yet.
    public static TheoryData<string, int> Scripts => new()
    {
        { "GIMME a u|GIMME a u|GIMME b u", 0 },
        { "CLAIM 30005 s u|GIMME s u|CLAIM 30001 t u|CLAIM 30006 t u", 0 },
        { "GIMME a u|FREE 30001|GIMME b u", 1 },
        { "GIMME a u|GIMME b u|FREE 30001|FREE 30002|FREE 30002", 2 },
        { "CLAIM 30003 s u|FREE 30003|CLAIM 30003 s u|FREE 30003|GIMME x u", 0 },
        { "CLAIM 30003 s u|FREE 30003|CLAIM 30003 t u|FREE 30003|CLAIM 30003 t v", 0 },
        { "CLAIM 30001 s u|CLAIM 30001 s u|FREE 30009|GIMME s u", 0 },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Whatever_was_carried_out_and_not_answered_is_answered_once_with_the_same_port(string script, int leastAnswered)
    {
        int all = script.Split('|').Length;
        for (int answered = leastAnswered; answered <= all; answered++)
        {
            for (int carriedOut = answered; carriedOut <= all; carriedOut++)
            {
                using var run = new CarriedOutRequestsTests();
                run.Run(script.Split('|'), answered, carriedOut, ends: 1);
                using var again = new CarriedOutRequestsTests();
                again.Run(script.Split('|'), answered, carriedOut, ends: 3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Requests_that_were_answered_and_not_taken_from_the_kernel_are_not_answered_again(string script, int leastAnswered)
    {
        string[] requests = script.Split('|');
        for (int taken = leastAnswered; taken < requests.Length; taken++)
        {
            for (int sent = taken + 1; sent < requests.Length; sent++)
            {
                using var run = new CarriedOutRequestsTests();
                run.Connect(requests);
                FakeProcess first = run.Start();
                List<string> replies = Answer(first, taken);
                replies.AddRange(first.CarryOut(sent - taken));
                first.Send();

                FakeProcess next = run.Restart(first);
                replies.AddRange(Answer(next, requests.Length - sent));

                run.AssertTrue(requests, replies, next);
            }
        }
    }

    [Fact]
    public void A_port_that_was_freed_and_claimed_again_is_not_free_for_others_while_its_FREE_is_answered()
    {
        Connect(["CLAIM 30003 s u", "FREE 30003", "CLAIM 30003 t u"]);
        FakeProcess first = Start();
        Answer(first, 1);
        first.CarryOut(2);
        FakeProcess next = Restart(first);

        Assert.Equal(["OK 30003"], Answer(next, 1));

        Assert.Equal(0, next.Registry.Count);
        Assert.False(next.Registry.IsFree(30003));
        Assert.Equal(RefusalReason.InUse, next.Registry.Claim(new Allocations.FakeHolder(), 30003, "x", "v").Reason);
        Assert.Equal(["OK 30003"], Answer(next, 1));
        Assert.Equal([30003], next.Journaled);
    }

    [Fact]
    public void A_port_that_was_freed_and_is_somebody_elses_now_is_answered_as_freed_and_stays_theirs()
    {
        Connect(["GIMME a u", "FREE 30001"]);
        FakeProcess first = Start();
        Answer(first, 1);
        first.CarryOut(1);
        FakeProcess next = Restart(first);
        var other = new Allocations.FakeHolder();
        Assert.Equal(30001, next.Registry.Claim(other, 30001, "b", "v").Port);

        Assert.Equal(["OK 30001"], Answer(next, 1));

        Assert.Equal(1, other.Count);
    }

    [Fact]
    public void A_port_of_which_the_client_was_not_told_is_free_once_its_connection_is_gone()
    {
        Connect(["GIMME a u"]);
        FakeProcess first = Start();
        first.CarryOut(1);
        FakeProcess next = Restart(first);

        next.Registry.Leave(next.Connection);

        Assert.Equal(0, next.Registry.Count);
    }

    public void Dispose()
    {
        foreach (FakeProcess process in _processes)
            process.Dispose();
        if (_descriptor >= 0)
            new StreamSocket(_descriptor).Close();
        _client.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    private void Run(string[] requests, int answered, int carriedOut, int ends)
    {
        Connect(requests);
        FakeProcess process = Start();
        List<string> replies = Answer(process, answered);
        string[]? unanswered = null;
        for (int i = 0; i < ends; i++)
        {
            string[] now = carriedOut > answered ? process.CarryOut(carriedOut - answered) : [];
            Assert.Equal(unanswered ?? now, now);
            unanswered = now;
            process = Restart(process);
        }

        replies.AddRange(Answer(process, requests.Length - answered));

        Assert.Equal(unanswered!, replies.Skip(answered).Take(unanswered!.Length));
        AssertTrue(requests, replies, process);
    }

    private void Connect(string[] requests)
    {
        _listener.Start();
        _client.Connect((IPEndPoint)_listener.LocalEndpoint);
        Patience.Until(() => (_descriptor = ListeningSocket.Accept((int)_listener.Server.Handle, out _)) >= 0);
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(requests.Select(r => r + "\n")));
        _client.Client.Send(bytes);
        Patience.Until(() => TcpByteCounts.InputLength(_descriptor) == bytes.Length);
    }

    private FakeProcess Start() => Started(new FakeProcess(_folder.Path, _descriptor));

    private FakeProcess Restart(FakeProcess before) => Started(new FakeProcess(_folder.Path, _descriptor, before));

    private FakeProcess Started(FakeProcess process)
    {
        _processes.Add(process);
        return process;
    }

    private static List<string> Answer(FakeProcess process, int requests)
    {
        if (requests == 0)
            return [];
        List<string> replies = [.. process.CarryOut(requests)];
        process.Send();
        process.Take();
        return replies;
    }

    /// <summary>The client has every reply, and what it was told is what the daemon and its journal have.</summary>
    private void AssertTrue(string[] requests, List<string> replies, FakeProcess process)
    {
        var received = new byte[8192];
        string expected = string.Concat(replies.Select(r => r + "\n"));
        int length = 0;
        while (length < expected.Length)
            length += _client.Client.Receive(received.AsSpan(length));
        Assert.Equal(expected, Encoding.UTF8.GetString(received, 0, length));
        Assert.Equal(0, _client.Available);

        var held = new SortedSet<int>();
        var lines = new Queue<string>(replies);
        foreach (string request in requests)
        {
            string reply = lines.Dequeue();
            if (reply.StartsWith("OK", StringComparison.Ordinal))
                Assert.True(request.StartsWith("FREE", StringComparison.Ordinal) ? held.Remove(PortOf(reply)) : held.Add(PortOf(reply)), $"{request}: {reply}");
        }

        Assert.Empty(lines);
        Assert.Equal(held, process.Connection.Held.Select(a => a.Port).Order());
        Assert.Equal(held, process.Registry.InOrder.Select(a => a.Port).Order());
        Assert.Equal(held, process.Journaled.Order());
    }

    private static int PortOf(string reply) => int.Parse(reply.AsSpan(3), CultureInfo.InvariantCulture);
}
