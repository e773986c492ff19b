using System.Text;
using PortManager.Lab.Etcd;
using PortManager.Server.Lab;

namespace PortManager.Tests.Server.Lab;

public class PublishedRowsTests
{
    private const long Lease = 7;
    private readonly PublishedRows _rows = new("/p/", "h1");

    [Theory]
    // What etcd has, what it should have, what has to be written.
    [InlineData("", "", "")]
    [InlineData("", "1=a 2=b", "put 1=a, put 2=b")]
    [InlineData("1=a 2=b", "1=a 2=b", "")]
    [InlineData("1=a 2=b", "1=c 2=b", "put 1=c")]
    [InlineData("1=a 2=b", "2=b", "delete 1")]
    [InlineData("1=a", "2=a", "delete 1, put 2=a")]
    [InlineData("2=a", "1=a", "delete 2, put 1=a")]
    [InlineData("host=x conflict=y", "", "")]
    [InlineData("host=x stale=y deep/er=z 0=v 01=w 70000=u", "", "delete stale, delete deep/er, delete 0, delete 01, delete 70000")]
    public void What_is_different_is_written(string there, string wanted, string written)
    {
        _rows.Take(Keys(there, Lease), Lease);

        Assert.Equal(written, Text(_rows.Differences(Values(wanted))));
    }

    [Fact]
    public void Rows_that_have_another_lease_are_put_again()
    {
        _rows.Take([.. Keys("1=a", Lease), .. Keys("2=b", Lease + 1), .. Keys("3=c", 0)], Lease);

        Assert.Equal("delete 3, put 2=b", Text(_rows.Differences(Values("1=a 2=b"))));
    }

    [Fact]
    public void Only_ports_that_may_differ_are_looked_at()
    {
        _rows.Take(Keys("1=a 2=b 3=c", Lease), Lease);

        Assert.Equal("delete 1, put 4=d", Text(_rows.Differences(Values("2=x 4=d"), [1, 4, 5])));
    }

    [Fact]
    public void What_has_been_written_is_not_written_again()
    {
        _rows.Take(Keys("1=a 2=b stale=y", Lease), Lease);
        Dictionary<int, byte[]> wanted = Values("2=c 3=d");

        foreach (TransactionPart part in _rows.Differences(wanted))
            _rows.Done(part);

        Assert.Empty(_rows.Differences(wanted));
        Assert.Equal("delete 2, delete 3", Text(_rows.Differences(Values(""))));
    }

    [Fact]
    public void What_is_taken_anew_takes_the_place_of_what_was_known()
    {
        _rows.Take(Keys("1=a stale=y", Lease), Lease);
        _rows.Take(Keys("2=b", Lease), Lease);

        Assert.Equal("delete 2, put 1=a", Text(_rows.Differences(Values("1=a"))));
    }

    private static EtcdKey[] Keys(string rows, long lease) =>
        [.. Split(rows).Select(row => new EtcdKey { Key = Encoding.UTF8.GetBytes($"/p/h1/{row.Name}"), Value = Encoding.UTF8.GetBytes(row.Value), Lease = lease })];

    private static Dictionary<int, byte[]> Values(string rows) => Split(rows).ToDictionary(row => int.Parse(row.Name), row => Encoding.UTF8.GetBytes(row.Value));

    private static IEnumerable<(string Name, string Value)> Split(string rows) =>
        rows.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('=')).Select(row => (row[0], row[1]));

    private static string Text(IEnumerable<TransactionPart> parts) => string.Join(", ", parts.Select(part => part.RequestPut is { } put
        ? $"put {Name(put.Key)}={Encoding.UTF8.GetString(put.Value)}"
        : $"delete {Name(part.RequestDeleteRange!.Key)}"));

    private static string Name(byte[] key) => Encoding.UTF8.GetString(key)["/p/h1/".Length..];
}
