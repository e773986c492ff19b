using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "one malformed line", which today leaks the ports of its sender, or breaks the listing of others.</summary>
public sealed class MalformedLineTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    // The line, as characters of Latin-1, how it is shown (null where that is the line itself), and why it is no request.
    public static TheoryData<string, string?, string> Lines => new()
    {
        { "GIMME {x u", null, "unmatched open brace" },
        { "GIMME \"x u", null, "unmatched open quote" },
        { "GIMME {x}y u", null, "characters right after closing braces" },
        { "GIMME \"x\"y u", null, "characters right after closing quotes" },
        { "{", null, "unmatched open brace" },
        { "}", null, "an unknown request" },
        { "HELLO world", null, "an unknown request" },
        { "list", null, "an unknown request" },
        { "gimme s u", null, "an unknown request" },
        { "LISTS", null, "an unknown request" },
        { "TERMINATE", null, "an unknown request" },
        { "GET x HTTP/1.1\r", "GET x HTTP/1.1", "an unknown request" },
        { "GET", null, "an unknown request" },
        { "GIMME / HTTP/1.1\r", "GIMME / HTTP/1.1", "a request of HTTP" },
        { "GIMME /a?b HTTP/1.0", null, "a request of HTTP" },
        { "CLAIM 30001 / HTTP/1.1\r", "CLAIM 30001 / HTTP/1.1", "a request of HTTP" },
        { "LIST / HTTP/2 \r", "LIST / HTTP/2 ", "a request of HTTP" },
        { "", null, "an empty line" },
        { "   ", null, "an empty line" },
        { "GIMME", null, "a service and a user are needed" },
        { "GIMME s", null, "a service and a user are needed" },
        { "GIMME ", null, "a service and a user are needed" },
        { "GIMME {} u", null, "the service is empty" },
        { "GIMME s {}", null, "the user is empty" },
        { "GIMME a\0b u", "GIMME a?b u", "the service holds a control character" },
        { "GIMME a\x01" + "b u", "GIMME a?b u", "the service holds a control character" },
        { "GIMME s u\x7F", "GIMME s u?", "the user holds a control character" },
        { @"GIMME a\nb u", null, "the service holds a control character" },
        { @"GIMME s \x00", null, "the user holds a control character" },
        { @"GIMME s \u0085", null, "the user holds a control character" },
        { @"GIMME \ud800 u", null, "the service is not valid Unicode" },
        { "GIMME {a\rb} u", "GIMME {a?b} u", "the service holds a control character" },
        { "GIMME \xC3 u", "GIMME ? u", "not valid UTF-8" },
        { "GIMME s \xFF\xFE", "GIMME s ??", "not valid UTF-8" },
        { "GIMME \xC0\x80 u", "GIMME ?? u", "not valid UTF-8" },
        { "GIMME \xED\xA0\x80 u", "GIMME ??? u", "not valid UTF-8" },
        { "GIMME \xF4\x90\x80\x80 u", "GIMME ???? u", "not valid UTF-8" },
        { "GIMME " + new string('s', 256) + " u", "GIMME " + new string('s', 194), "the service is longer than 255 bytes" },
        { "GIMME s " + new string('u', 256), "GIMME s " + new string('u', 192), "the user is longer than 255 bytes" },
        { "FREE x", null, "not exactly one port" },
        { "CLAIM", null, "no port" },
        { "FIND -colour red", null, "an option that is unknown or given twice" },
    };

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(ports: 5);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [MemberData(nameof(Lines))]
    public void Its_sender_is_told_why_and_hung_up_and_his_ports_are_free_at_once(string line, string? shown, string reason)
    {
        using LineClient other = LineClient.Connect(_daemon.Port);
        int kept = other.Gimme("other");
        using LineClient holder = LineClient.Connect(_daemon.Port);
        holder.Gimme("a");
        holder.Gimme("b");

        holder.Send(Encoding.Latin1.GetBytes(line + "\n"));
        string refusal = holder.ReadLine();

        // Whoever reads the refusal may count on it: this is no matter of waiting for a while.
        Assert.Equal([$"{kept} other u"], other.List());
        Assert.Equal($"FAIL {{Invalid request {shown ?? line}: {reason}}}", refusal);
        Assert.Equal("", holder.ReadToEnd());
    }

    [Fact]
    public async Task Its_sender_can_read_the_refusal_though_he_goes_on_sending()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send("HELLO\n");
        await Eventually.Holds("the refusal is there", () => client.Socket.Available > 0);

        // A daemon that has closed the connection by now answers this with a reset.
        for (int i = 0; i < 100; i++)
            client.Send(new byte[1000]);

        Assert.Equal("FAIL {Invalid request HELLO: an unknown request}\n", client.ReadToEnd());
    }

    [Fact]
    public async Task It_is_logged_as_one_line_without_its_control_characters()
    {
        using (LineClient client = LineClient.Connect(_daemon.Port))
        {
            client.Send("GIMME \x1b[31m{ \r u\n");
            client.ReadToEnd();
        }

        await Eventually.Holds("the line is in the log", () =>
            File.ReadAllText(_daemon.Log).Contains("GIMME ?[31m{ ? u", StringComparison.Ordinal));
        Assert.DoesNotContain(File.ReadAllText(_daemon.Log), c => char.IsControl(c) && c != '\n');
    }
}
