using System.Buffers;
using System.Text;
using PortManager.Server.Connections;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Connections;

/// <summary>What is noted of a connection for the case that the process ends at any moment.</summary>
public sealed class ProgressTests
{
    private readonly Progress _progress = new(new LedgerPosition(100, 50), null);

    [Theory]
    [InlineData("", 0, false)]
    [InlineData("LIST\n", 1, false)]
    [InlineData("LIST\nLIST\n", 2, false)]
    [InlineData("LI", 1, true)]
    [InlineData("LIST\nLI", 2, true)]
    public void What_was_read_is_noted_as_requests(string read, int requests, bool endsMidLine)
    {
        Assert.Equal(read, Note(read));

        Assert.Equal(new LedgerPosition(100, 50) { Unanswered = new Unanswered(read.Length, requests, endsMidLine) }, _progress.Position);
    }

    [Fact]
    public void What_is_answered_is_noted_as_such_and_the_rest_stays_unanswered()
    {
        Note("LIST\nLIST\nLI");

        _progress.BeginWrite(5, 7, 1, endsMidLine: false);
        Assert.Equal(3, _progress.Position.Unanswered.Requests);
        _progress.EndWrite();

        Assert.Equal(new LedgerPosition(105, 57) { Unanswered = new Unanswered(7, 2, EndsMidLine: true) }, _progress.Position);
    }

    [Fact]
    public void What_is_read_while_changes_are_written_costs_neither_account_anything()
    {
        const int Rounds = 50_000;
        Task changes = Task.Run(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                _progress.BeginWrite(consumed: 0, replied: 1, requests: 0, endsMidLine: false);
                _progress.EndWrite();
            }
        }, TestContext.Current.CancellationToken);
        do
            Note("LIST\n");
        while (!changes.IsCompleted);

        Assert.Equal(50 + Rounds, _progress.Position.Replied);
        Assert.Equal(new Unanswered(5, 1, EndsMidLine: false), _progress.Position.Unanswered);
    }

    [Fact]
    public void The_rest_of_a_line_that_was_answered_before_it_had_come_is_left_out()
    {
        Note("GIM");
        _progress.BeginWrite(3, 10, 1, endsMidLine: true);
        _progress.EndWrite();
        Assert.True(_progress.Position.IsMidLine);

        Assert.Equal("", Note("ME s"));
        Assert.Equal(new LedgerPosition(107, 60) { IsMidLine = true }, _progress.Position);
        Assert.Equal("LIST\n", Note(" u\nLIST\n"));

        Assert.Equal(new LedgerPosition(110, 60) { Unanswered = new Unanswered(5, 1, EndsMidLine: false) }, _progress.Position);
    }

    [Fact]
    public void Lines_to_a_watcher_leave_the_requests_as_they_are()
    {
        Note("LI");

        _progress.BeginWrite(0, 20, 0, endsMidLine: false);
        _progress.EndWrite();

        Assert.Equal(new LedgerPosition(100, 70) { Unanswered = new Unanswered(2, 1, EndsMidLine: true) }, _progress.Position);
    }

    private string Note(string read)
    {
        var bytes = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(read));
        _progress.Note(ref bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
