using PortManager.Server;

namespace PortManager.Tests.Server.Sessions;

/// <summary>FIND, DETAIL and WATCH find services by the user that is listed, and by the verified one.</summary>
public sealed class VerifiedUserFilterTests : IDisposable
{
    private const long Fox = 4711;
    private const long Owl = 4712;

    private readonly SessionDesk _desk = new(identity: IdentityMode.Warn);
    private readonly Conversation _observer;

    public VerifiedUserFilterTests()
    {
        _desk.Names.Known[Fox] = "fox";
        _desk.Names.Known[Owl] = "owl";
        _observer = _desk.Connect();
        _desk.Connect(SessionDesk.Local(Fox)).Say("GIMME own fox\nGIMME root root\n");
        _desk.Connect(SessionDesk.Local(Owl)).Say("GIMME own owl\nGIMME for fox\n");
        _desk.Connect().Say("GIMME unknown fox\n");
    }

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("-user fox", "30004 for fox,30001 own fox,30005 unknown fox,30002 root root")]
    [InlineData("-user owl", "30004 for fox,30003 own owl")]
    [InlineData("-user root", "30002 root root")]
    [InlineData("-user fox -beginswith r", "30002 root root")]
    [InlineData("-user 4711", "")]
    [InlineData("-service own", "30001 own fox,30003 own owl")]
    public void Each_of_them_by_either(string options, string rows)
    {
        string[] expected = rows.Split(',', StringSplitOptions.RemoveEmptyEntries);
        string listing = $"OK {expected.Length}\n{string.Concat(expected.Select(row => row + "\n"))}";

        Assert.Equal(listing, _observer.Say($"FIND {options}\n"));
        Assert.Equal(listing, _desk.Connect().Say($"WATCH {options}\n"));
        Assert.Equal(expected, Rows(_observer.Say($"DETAIL {options}\n")));
    }

    [Fact]
    public void A_watch_tells_what_comes_and_goes_by_either()
    {
        Conversation watcher = _desk.Connect();
        watcher.Say("WATCH -user fox\n");
        Conversation fox = _desk.Connect(SessionDesk.Local(Fox));
        _ = _desk.Changes;

        fox.Say("GIMME t root\n");
        Assert.Equal("+ 30006 t root\n", watcher.Told());

        fox.HangUp();
        Assert.Equal("- 30006 t root\n", watcher.Told());
    }

    // port N service S user U owner O state X since T
    private static IEnumerable<string> Rows(string details) =>
        details.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(' ')).Select(w => $"{w[1]} {w[3]} {w[5]}");
}
