using System.Globalization;
using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;
using PortManager.Testing;

namespace PortManager.EndToEnd.Library;

/// <summary>The port manager of the package for tests, which is not the daemon, and has to answer like it.</summary>
public sealed partial class StandInTests
{
    [Fact]
    public async Task It_answers_as_the_daemon_does()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await using var standIn = TestPortManager.Start();
        Assert.Equal(await AnswersAsync(daemon.Port), await AnswersAsync(standIn.Port));
    }

    /// <summary>The answers to requests of every kind, with the ports that were given named in their order.</summary>
    private static async Task<string> AnswersAsync(int port)
    {
        var said = new List<string>();
        using LineClient holder = LineClient.Connect(port);
        using LineClient other = LineClient.Connect(port);
        using LineClient watcher = LineClient.Connect(port);
        int first = Gimme(holder, "GIMME s fox");
        int second = Gimme(holder, "GIMME s fox");
        int third = Gimme(other, "GIMME {Ring Master} ant");
        Say(other.Ask("UNIQUE s fox"));
        Say(other.Ask($"CLAIM {first} t ant"));
        Say(other.Ask($"FREE {first}"));
        said.AddRange(other.Listing("LIST"));
        said.AddRange(other.Listing("FIND -beginswith s"));
        said.AddRange(other.Listing("FIND -user ant"));
        said.AddRange(watcher.Listing("WATCH -user fox"));
        Say(holder.Ask($"FREE {first}"));
        Say(watcher.ReadLine());
        Say(watcher.ReadLine());
        Say(watcher.ReadLine());
        Say(other.Ask($"CLAIM {first} t fox"));
        Say(watcher.ReadLine());
        said.AddRange(other.Listing("LIST"));
        said.AddRange(other.Listing("DETAIL -service t").Select(row => Varying().Replace(row, "")));
        Say(string.Join(' ', other.Ask("VERSION").Split(' ')[^7..]));
        Say(other.Ask("NONSENSE"));
        Assert.Equal("", other.ReadToEnd());
        using LineClient last = LineClient.Connect(port);
        await Eventually.Holds("what it held is released", () => last.List().Length == 1);
        said.AddRange(last.List());

        string all = string.Join('\n', said);
        foreach ((int Port, string Name) given in (ReadOnlySpan<(int, string)>)[(first, "FIRST"), (second, "SECOND"), (third, "THIRD")])
            all = all.Replace(given.Port.ToString(CultureInfo.InvariantCulture), given.Name, StringComparison.Ordinal);
        return all;

        void Say(string line) => said.Add(line.TrimEnd('\n'));

        int Gimme(LineClient client, string request)
        {
            string answer = client.Ask(request).TrimEnd('\n');
            Assert.StartsWith("OK ", answer, StringComparison.Ordinal);
            return int.Parse(answer[3..], CultureInfo.InvariantCulture);
        }
    }

    // Who the kernel says that holds it, and since when.
    [GeneratedRegex(@" (owner|since) \S+")]
    private static partial Regex Varying();
}
