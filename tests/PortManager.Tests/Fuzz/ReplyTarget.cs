using System.Buffers;
using PortManager.Protocol;
using PortManager.Tests.Protocol;

namespace PortManager.Tests.Fuzz;

/// <summary>Any bytes are a reply or an unreadable one; rows and changes that are accepted can be written and read again.</summary>
internal static class ReplyTarget
{
    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> line)
    {
        var bytes = new ReadOnlySequence<byte>(line.ToArray());
        CheckStatus(ReplyReader.ReadStatus(bytes));

        bool isRow = ReplyReader.TryReadRow(bytes, out PortAllocation? row);
        Assert.Equal(RowOf(bytes), row);
        if (isRow)
            CheckRow(row!);
        if (ReplyReader.TryReadChange(bytes, out _, out PortAllocation? change))
            CheckRow(change);
    }

    /// <summary>A row as a list is read; the reader has a shorter way for plain ones.</summary>
    private static PortAllocation? RowOf(ReadOnlySequence<byte> line)
    {
        List<string> words = [];
        return LineText.TryReadWords(line, words, out _) && words is [var number, var service, var user] && Digits.TryReadPort(number, out int port)
            ? new PortAllocation(port, service, user)
            : null;
    }

    private static void CheckStatus(Reply status)
    {
        switch (status)
        {
            case Reply.Failed failed:
                string refusal = Wire.WrittenLine(output => ReplyWriter.Fail(output, failed.Reason));
                Assert.Equal(failed, ReplyReader.ReadStatus(Wire.Sequence(refusal)));
                break;
            case Reply.Ok ok when ReplyReader.TryReadPort(ok, out int port):
                Assert.Equal(ok.Words[0], Wire.WrittenLine(output => ReplyWriter.Port(output, port))["OK ".Length..]);
                break;
            case Reply.Unreadable unreadable:
                Assert.InRange(unreadable.Line.Length, 0, Printable.MaxLine);
                break;
        }
    }

    private static void CheckRow(PortAllocation row)
    {
        var expected = new PortAllocation(row.Port, ListTarget.AsWritten(row.Service), ListTarget.AsWritten(row.User));
        string line = Wire.Written(output => ReplyWriter.Added(output, row.Port, row.Service, row.User))[..^1];
        Assert.True(ReplyReader.TryReadChange(Wire.Sequence(line), out bool added, out PortAllocation? again));
        Assert.Equal((true, expected), (added, again));
    }
}
