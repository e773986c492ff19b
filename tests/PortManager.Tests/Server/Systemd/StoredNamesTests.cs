using System.Text;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Systemd;

/// <summary>The names of stored connections: all of them have to fit into one environment string.</summary>
public sealed class StoredNamesTests
{
    /// <summary>MAX_ARG_STRLEN of Linux: the longest string of an environment, with its NUL.</summary>
    private const int LongestString = 128 * 1024;

    private const int Entries = 65536;

    [Theory]
    [InlineData(60_000)]
    [InlineData(Entries)]
    public void As_many_names_are_taken_as_one_environment_string_holds(int connections)
    {
        var names = new StoredNames();
        List<string> stored = [.. Enumerable.Range(0, connections).Select(StoredNames.Of).TakeWhile(names.TryAdd)];

        Assert.InRange(stored.Count, 60_000, connections);
        // The ledger, and the sockets of a socket unit, are passed in the same string.
        string passed = $"LISTEN_FDNAMES={string.Join(':', [.. Enumerable.Repeat("portmanager.socket", 16), InheritedDescriptors.LedgerName, .. stored])}\0";
        Assert.InRange(Encoding.UTF8.GetByteCount(passed), 1, LongestString);
    }

    [Fact]
    public void What_does_not_fit_is_refused_until_another_name_is_stored_no_longer()
    {
        var names = new StoredNames();
        int count = 0;
        while (names.TryAdd(StoredNames.Of(count)))
            count++;
        Assert.True(count < Entries);

        Assert.False(names.TryAdd(StoredNames.Of(count)));
        names.Remove(StoredNames.Of(count - 1));
        Assert.True(names.TryAdd(StoredNames.Of(count)));
        Assert.False(names.TryAdd(StoredNames.Of(count)));
    }

    [Fact]
    public void Names_that_come_and_go_take_no_room()
    {
        var names = new StoredNames();
        for (int i = 0; i < 200_000; i++)
        {
            Assert.True(names.TryAdd(StoredNames.Of(i % Entries)));
            names.Remove(StoredNames.Of(i % Entries));
        }
    }

    [Fact]
    public void The_first_names_are_unique_and_the_others_are_one_and_the_same()
    {
        string[] names = [.. Enumerable.Range(0, Entries).Select(StoredNames.Of)];
        string[] unique = [.. names.Where(StoredNames.IsUnique)];

        Assert.Distinct(unique);
        Assert.Equal(1024, unique.Length);
        Assert.Single(names.Except(unique));
        Assert.All(names, name => Assert.True(StoredNames.IsConnection(name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(InheritedDescriptors.LedgerName)]
    [InlineData("portmanager.socket")]
    [InlineData("connection")]
    [InlineData("c-1")]
    [InlineData("c 1")]
    [InlineData("C1")]
    public void Other_names_are_no_connections(string name) => Assert.False(StoredNames.IsConnection(name));
}
