using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Transcripts;

/// <summary>What the daemon in use answers is what this one answers.</summary>
public sealed class ReferenceTests
{
    /// <summary>The one case in which this daemon speaks HTTP, unless it is told not to.</summary>
    private const string HttpCase = "an HTTP request";

    public static TheoryData<string> Cases => [.. Transcript.All.Select(t => t.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_is_answered_as_before_or_as_the_table_of_differences_says(string name)
    {
        Transcript transcript = Transcript.All.Single(t => t.Case == name);
        await using Daemon daemon = await Daemon.StartAsync(ports: 5, options: name == HttpCase ? ["--no-http"] : []);
        using var replay = new Replay(daemon.Port);
        await replay.RunAsync(ExpectedOf(transcript));
    }

    [Fact]
    public void Every_case_is_there_and_every_difference_is_one()
    {
        Assert.Equal(33, Transcript.All.Count);
        Assert.All(Difference.All, difference =>
        {
            Transcript transcript = Transcript.All.Single(t => t.Case == difference.Case);
            Assert.NotEqual(RepliesOf(transcript.Steps), RepliesOf(ExpectedOf(transcript)));
        });
    }

    [Fact]
    public async Task The_rows_are_ordered_by_user_then_service_then_port()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 5);
        using LineClient client = LineClient.Connect(daemon.Port);
        foreach (string names in new[] { "zeta bob", "Zeta bob", "alpha zed", "{a b} -", "a {c d}" })
            Assert.StartsWith("OK ", client.Ask($"GIMME {names}"), StringComparison.Ordinal);

        Assert.Equal(["a\\u0020b -", "Zeta bob", "zeta bob", "a c\\u0020d", "alpha zed"], client.List().Select(row => row[6..]));
    }

    private static List<Step> ExpectedOf(Transcript transcript)
    {
        var replies = new Queue<string>(Difference.All.FirstOrDefault(d => d.Case == transcript.Case)?.Replies ?? RepliesOf(transcript.Steps));
        List<Step> steps = [.. transcript.Steps.Select(s => s.Act == Act.Reply ? s with { Text = replies.Dequeue() } : s)];
        Assert.Empty(replies);
        return steps;
    }

    private static string[] RepliesOf(IEnumerable<Step> steps) =>
        [.. steps.Where(s => s.Act == Act.Reply).Select(s => s.Text.Replace("\r\n", "\n", StringComparison.Ordinal))];
}
