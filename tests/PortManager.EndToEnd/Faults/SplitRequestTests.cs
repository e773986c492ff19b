using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "a request split over two segments", which today costs the client its ports.</summary>
public sealed class SplitRequestTests
{
    private static readonly byte[] s_requests = Encoding.UTF8.GetBytes("GIMME {dünn s} u\r\nLIST\nGIMME b u\n\tLIST \n");

    [Fact]
    public async Task Requests_are_answered_wherever_they_are_split()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient observer = LineClient.Connect(daemon.Port);
        for (int split = 0; split <= s_requests.Length; split++)
        {
            await Eventually.Holds("the client before has left", () => observer.List().Length == 0);
            using LineClient client = LineClient.Connect(daemon.Port);

            client.Send(s_requests.AsSpan(..split));
            List<string> replies = ReadReplies(client, s_requests.AsSpan(..split).Count((byte)'\n'));
            client.Send(s_requests.AsSpan(split..));
            client.HalfClose();
            replies.AddRange(client.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));

            Assert.Equal(["OK P", "OK 1", @"P dünn\u0020s u", "OK P", "OK 2", "P b u", @"P dünn\u0020s u"], replies.Select(WithoutPort));
        }
    }

    // What can be answered is answered before the rest of the requests is sent: that makes the split one on the wire.
    private static List<string> ReadReplies(LineClient client, int requests)
    {
        var replies = new List<string>();
        for (int request = 0; request < requests; request++)
        {
            replies.Add(client.ReadLine());
            bool isListing = request % 2 == 1;
            for (int rows = isListing ? (request + 1) / 2 : 0; rows > 0; rows--)
                replies.Add(client.ReadLine());
        }

        return replies;
    }

    private static string WithoutPort(string line) =>
        string.Join(' ', line.Split(' ').Select(word => word.Length == 5 && word.All(char.IsAsciiDigit) ? "P" : word));
}
