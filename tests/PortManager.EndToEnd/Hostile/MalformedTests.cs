using System.Net.Sockets;
using System.Text;
using PortManager.EndToEnd.Support;
using PortManager.Protocol;

namespace PortManager.EndToEnd.Hostile;

/// <summary>The tests that Erlang's port mapper is known for: every length, every truncation, nothing at all.</summary>
public sealed class MalformedTests : IAsyncLifetime
{
    private static readonly string[] s_requests =
    [
        "LIST", "GIMME service user", "GIMME {my service} {the user}", "GIMME \"a b\" c\\ d", "VERSION", "STATUS", "DETAIL -user u",
        "FIND -service s -beginswith b -user u", "WATCH -service s", "FREE 12345", "CLAIM 12345 service user",
    ];

    private Daemon _daemon = null!;
    private LineClient _observer = null!;
    private int _held;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(ports: 20);
        _observer = LineClient.Connect(_daemon.Port);
        _held = _observer.Gimme("held");
    }

    public async ValueTask DisposeAsync()
    {
        _observer.Dispose();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task Every_truncation_of_every_request_gets_one_reply_and_leaves_nothing_behind()
    {
        foreach (string request in s_requests)
        {
            for (int length = 0; length <= request.Length; length++)
            {
                string reply = Converse(Encoding.ASCII.GetBytes(request[..length] + "\n"));
                Assert.Matches("^(OK |FAIL \\{)", reply);
                Assert.EndsWith("\n", reply, StringComparison.Ordinal);
            }
        }

        await AssertIntactAsync();
    }

    [Fact]
    public async Task Every_truncation_without_a_line_end_gets_no_reply_and_no_port()
    {
        foreach (string request in s_requests)
        {
            for (int length = 0; length <= request.Length; length++)
                Assert.Equal("", Converse(Encoding.ASCII.GetBytes(request[..length])));
        }

        await AssertIntactAsync();
    }

    [Fact]
    public async Task Every_single_byte_is_a_bad_request_with_a_line_end_and_nothing_without()
    {
        for (int b = 0; b < 256; b++)
        {
            if (b == '\n')
                continue;
            Assert.StartsWith("FAIL {Invalid request", Converse([(byte)b, (byte)'\n']), StringComparison.Ordinal);
            Assert.Equal("", Converse([(byte)b]));
        }

        await AssertIntactAsync();
    }

    [Fact]
    public async Task A_thousand_who_say_nothing_get_nothing()
    {
        for (int i = 0; i < 1000; i++)
            Assert.Equal("", Converse([]));
        await AssertIntactAsync();
    }

    [Fact]
    public async Task A_name_of_every_length_is_taken_up_to_255_bytes_and_refused_above()
    {
        for (int length = 0; length <= 300; length++)
        {
            string reply = Converse(Encoding.UTF8.GetBytes($"GIMME {{{new string('n', length)}}} u\n"));
            Assert.StartsWith(length is >= 1 and <= 255 ? "OK " : "FAIL {Invalid request", reply, StringComparison.Ordinal);
        }

        await AssertIntactAsync();
    }

    [Fact]
    public async Task A_line_of_every_length_is_answered_up_to_4096_bytes_and_refused_above()
    {
        for (int length = 4; length <= 4096; length++)
            Assert.Equal("OK 1", _observer.Ask("LIST".PadRight(length)) is var header ? Skip(header) : "");
        for (int length = 4097; length <= 4200; length++)
            Assert.StartsWith("FAIL {Invalid request", Converse(Encoding.ASCII.GetBytes("LIST".PadRight(length) + "\n")), StringComparison.Ordinal);
        await AssertIntactAsync();
    }

    [Fact]
    public async Task Thousands_of_hostile_names_never_make_a_row_that_is_no_list()
    {
        var random = new Random(1);
        int given = 0;
        for (int i = 0; i < 3000; i++)
        {
            using LineClient client = LineClient.Connect(_daemon.Port);
            client.Send([.. "GIMME "u8, .. HostileBytes(random), .. " u\n"u8]);
            string reply = client.ReadLine();
            if (!reply.StartsWith("OK ", StringComparison.Ordinal))
            {
                Assert.StartsWith("FAIL {Invalid request", reply, StringComparison.Ordinal);
                continue;
            }

            given++;
            foreach (string row in client.List())
            {
                var words = new List<string>();
                Assert.True(TclList.TryParse(row, words, out _), row);
                Assert.Equal(3, words.Count);
            }
        }

        Assert.InRange(given, 500, 2500);
        await AssertIntactAsync();
    }

    private static byte[] HostileBytes(Random random)
    {
        byte[] bytes = new byte[random.Next(1, 40)];
        ReadOnlySpan<byte> likely = "{}\"\\[]$;#* \tab\u00e9\u4e2d0\x1\x7f"u8;
        for (int i = 0; i < bytes.Length; i++)
        {
            do
                bytes[i] = random.Next(8) == 0 ? (byte)random.Next(256) : likely[random.Next(likely.Length)];
            while (bytes[i] == '\n');
        }

        // Some are plain in the middle, so that not all are refused.
        return random.Next(2) == 0 ? [.. "{"u8, .. bytes.Where(b => b is not ((byte)'{' or (byte)'}' or (byte)'\\') and >= 32 and < 127), .. "x}"u8] : bytes;
    }

    private string Skip(string header)
    {
        Assert.Equal($"{_held} held u", _observer.ReadLine());
        return header;
    }

    /// <summary>All that is answered to some bytes and a half-close.</summary>
    private string Converse(byte[] bytes)
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send(bytes);
        try
        {
            client.HalfClose();
        }
        catch (SocketException)
        {
            // The daemon has ended it already.
        }

        return client.ReadToEnd();
    }

    private async Task AssertIntactAsync()
    {
        await Eventually.Holds("only the honest client holds a port", () => _observer.List() is [var row] && row == $"{_held} held u");
        int[] ports = [.. Enumerable.Range(0, 19).Select(_ => _observer.Gimme("all"))];
        Assert.Equal(19, ports.Distinct().Count());
    }
}
