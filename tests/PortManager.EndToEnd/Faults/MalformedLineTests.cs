using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "one malformed line", which today leaks the ports of its sender, or breaks the listing of others.</summary>
public sealed class MalformedLineTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    // The line, as characters of Latin-1, and how it is shown; null where that is the line itself.
    public static TheoryData<string, string?> Lines => new()
    {
        { "GIMME {x u", null },
        { "GIMME \"x u", null },
        { "GIMME {x}y u", null },
        { "GIMME \"x\"y u", null },
        { "{", null },
        { "}", null },
        { "HELLO world", null },
        { "list", null },
        { "gimme s u", null },
        { "LISTS", null },
        { "TERMINATE", null },
        { "GET x HTTP/1.1\r", "GET x HTTP/1.1" },
        { "GET", null },
        { "", null },
        { "   ", null },
        { "GIMME", null },
        { "GIMME s", null },
        { "GIMME {} u", null },
        { "GIMME s {}", null },
        { "GIMME a\0b u", "GIMME a?b u" },
        { "GIMME a\x01" + "b u", "GIMME a?b u" },
        { "GIMME s u\x7F", "GIMME s u?" },
        { @"GIMME a\nb u", null },
        { @"GIMME s \x00", null },
        { @"GIMME s \u0085", null },
        { @"GIMME \ud800 u", null },
        { "GIMME {a\rb} u", "GIMME {a?b} u" },
        { "GIMME \xC3 u", "GIMME ? u" },
        { "GIMME s \xFF\xFE", "GIMME s ??" },
        { "GIMME \xC0\x80 u", "GIMME ?? u" },
        { "GIMME \xED\xA0\x80 u", "GIMME ??? u" },
        { "GIMME \xF4\x90\x80\x80 u", "GIMME ???? u" },
        { "GIMME " + new string('s', 256) + " u", "GIMME " + new string('s', 194) },
        { "GIMME s " + new string('u', 256), "GIMME s " + new string('u', 192) },
        { "FREE x", null },
        { "CLAIM", null },
        { "FIND -colour red", null },
    };

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(ports: 5);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [MemberData(nameof(Lines))]
    public void Its_sender_is_told_and_hung_up_and_his_ports_are_free_at_once(string line, string? shown)
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
        Assert.Equal($"FAIL {{Invalid request {shown ?? line}}}", refusal);
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

        Assert.Equal("FAIL {Invalid request HELLO}\n", client.ReadToEnd());
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
