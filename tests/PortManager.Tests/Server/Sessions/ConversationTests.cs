using System.Text;
using PortManager.Server;

namespace PortManager.Tests.Server.Sessions;

/// <summary>What is sent on one connection, and every byte of what comes back; the pool has three ports.</summary>
public class ConversationTests
{
    private static readonly string s_spaces = new(' ', 4096);

    public static TheoryData<string, string> Conversations => new()
    {
        { "", "" },
        { "LIST", "" },
        { "GIMME s u", "" },
        { "LIST\n", "OK 0\n" },
        { "LIST\r\n", "OK 0\n" },
        { " \tLIST \n", "OK 0\n" },
        { "GIMME s u\n", "OK 30001\n" },
        { "GIMME s u\nLIST\n", "OK 30001\nOK 1\n30001 s u\n" },
        { "GIMME s u\r\nGIMME s u\r\nLIST\r\n", "OK 30001\nOK 30002\nOK 2\n30001 s u\n30002 s_1 u\n" },
        { "GIMME Epics Display fox\nLIST\n", "OK 30001\nOK 1\n30001 Epics\\u0020Display fox\n" },
        { "GIMME {Epics Display} {the fox}\nLIST\n", "OK 30001\nOK 1\n30001 Epics\\u0020Display the\\u0020fox\n" },
        { "GIMME a\\{b é\nLIST\n", "OK 30001\nOK 1\n30001 a\\{b é\n" },
        {
            "GIMME a u\nGIMME b u\nGIMME c u\nGIMME d u\nLIST\n",
            "OK 30001\nOK 30002\nOK 30003\nFAIL {no free ports}\nOK 3\n30001 a u\n30002 b u\n30003 c u\n"
        },
        { "VERSION\n", $"OK {{PortManager {Product.Version}}} CLAIM FIND FREE WATCH DETAIL STATUS UNIQUE\n" },
        { "FIND\n", "OK 0\n" },
        { "GIMME a u\nGIMME b v\nFIND -user v\nFIND -beginswith c\n", "OK 30001\nOK 30002\nOK 1\n30002 b v\nOK 0\n" },
        { "GIMME s u\nFREE 30001\nLIST\n", "OK 30001\nOK 30001\nOK 0\n" },
        { "FREE 30001\nLIST\n", "FAIL {port 30001 is not held by this connection}\nOK 0\n" },
        { "CLAIM 30002 s u\nGIMME s u\nLIST\n", "OK 30002\nOK 30001\nOK 2\n30002 s u\n30001 s_1 u\n" },
        { "CLAIM 99 s u\nLIST\n", "FAIL {port 99 is not in the pool}\nOK 0\n" },
        { "LIST\nLIST\nFIND\nLIST\n", "OK 0\nOK 0\nOK 0\nOK 0\n" },
        { "DETAIL\n", "OK 0\n" },
        { "GET x\n", "FAIL {Invalid request GET x: an unknown request}\n" },
        { "CLAIM 30002 s u\nCLAIM 30002 t v\n", "OK 30002\nFAIL {port 30002 is in use by s of u}\n" },
        { "WATCH -user nobody\nLIST\n", "OK 0\nOK 0\n" },
        { "WATCH -user nobody\nGIMME s u\nWATCH\n", "OK 0\nOK 30001\nFAIL {this connection watches already}\n" },
        { "\n", "FAIL {Invalid request : an empty line}\n" },
        { "\r\nLIST\n", "FAIL {Invalid request : an empty line}\n" },
        { "LIST\nTERMINATE\nLIST\n", "OK 0\nFAIL {Invalid request TERMINATE: an unknown request}\n" },
        { "GIMME s u\nGIMME {x u\nLIST\n", "OK 30001\nFAIL {Invalid request GIMME {x u: unmatched open brace}\n" },
        { "GIMME\n", "FAIL {Invalid request GIMME: a service and a user are needed}\n" },
        { "GIMME s\n", "FAIL {Invalid request GIMME s: a service and a user are needed}\n" },
        { "GIMME {} u\n", "FAIL {Invalid request GIMME {} u: the service is empty}\n" },
        { "GIMME\ts\\n u\n", "FAIL {Invalid request GIMME?s\\n u: the service holds a control character}\n" },
        { "HELLO\aworld\n", "FAIL {Invalid request HELLO?world: an unknown request}\n" },
        { "FREE\n", "FAIL {Invalid request FREE: not exactly one port}\n" },
        { "WATCH -user nobody\nnothing\nLIST\n", "OK 0\nFAIL {Invalid request nothing: an unknown request}\n" },
        { $"LIST{s_spaces[..4092]}\nLIST\n", "OK 0\nOK 0\n" },
        { $"LIST{s_spaces[..4092]}\r\nLIST\n", "OK 0\nOK 0\n" },
        { $"LIST{s_spaces[..4093]}\nLIST\n", $"FAIL {{Invalid request LIST{s_spaces[..196]}: longer than 4096 bytes}}\n" },
        { $"LIST\nx{s_spaces}", $"OK 0\nFAIL {{Invalid request x{s_spaces[..199]}: longer than 4096 bytes}}\n" },
    };

    [Theory]
    [MemberData(nameof(Conversations))]
    public void The_same_bytes_come_back_whatever_arrives_together(string requests, string replies)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(requests);
        foreach (int split in SplitsOf(bytes))
            Assert.Equal(replies, RepliesTo(bytes[..split], bytes[split..]));
        Assert.Equal(replies, RepliesTo([.. bytes.Select(b => new[] { b })]));
    }

    // Every one; but of a line that fills a buffer, only those near its ends.
    private static IEnumerable<int> SplitsOf(byte[] requests) =>
        Enumerable.Range(0, requests.Length + 1).Where(at => at < 300 || at > requests.Length - 300);

    private static string RepliesTo(params byte[][] parts)
    {
        using var desk = new SessionDesk(ports: 3);
        Conversation client = desk.Connect();
        string replies = client.Send(parts);
        client.HangUp();

        Assert.Empty(desk.Rows);
        return replies;
    }
}
