using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class ReplyRoundTripTests
{
    [Fact]
    public void Rows_and_changes_with_any_names_are_read_back()
    {
        var generator = new WordGenerator(seed: 3);
        for (int port = 1; port <= 3_000; port++)
        {
            string service = ValidName(generator);
            string user = ValidName(generator);
            var expected = new PortAllocation(port, service, user);

            string line = Wire.WrittenLine(output => ReplyWriter.Row(output, port, service, user));
            Assert.True(ReplyReader.TryReadRow(Wire.Sequence(line), out PortAllocation? row));
            Assert.Equal(expected, row);

            line = Wire.WrittenLine(output => ReplyWriter.Added(output, port, service, user));
            Assert.True(ReplyReader.TryReadChange(Wire.Sequence(line), out bool added, out row));
            Assert.Equal((true, expected), (added, row));

            line = Wire.WrittenLine(output => ReplyWriter.Removed(output, port, service, user));
            Assert.True(ReplyReader.TryReadChange(Wire.Sequence(line), out added, out row));
            Assert.Equal((false, expected), (added, row));
        }
    }

    [Fact]
    public void Refusals_with_any_reason_are_read_back_as_they_may_be_shown()
    {
        var generator = new WordGenerator(seed: 4);
        for (int i = 0; i < 3_000; i++)
        {
            string reason = generator.Text();
            string line = Wire.WrittenLine(output => ReplyWriter.Fail(output, reason));
            Assert.Equal(new Reply.Failed(Printable.Text(reason)), ReplyReader.ReadStatus(Wire.Sequence(line)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30105)]
    [InlineData(65535)]
    public void Ports_and_counts_are_read_back(int number)
    {
        Reply port = ReplyReader.ReadStatus(Wire.Sequence(Wire.WrittenLine(output => ReplyWriter.Port(output, number))));
        Assert.True(ReplyReader.TryReadPort(Assert.IsType<Reply.Ok>(port), out int readPort));
        Assert.Equal(number, readPort);

        Reply count = ReplyReader.ReadStatus(Wire.Sequence(Wire.WrittenLine(output => ReplyWriter.ListingHeader(output, number))));
        Assert.True(ReplyReader.TryReadCount(Assert.IsType<Reply.Ok>(count), out int readCount));
        Assert.Equal(number, readCount);
    }

    [Fact]
    public void The_version_is_read_back()
    {
        string line = Wire.WrittenLine(output => ReplyWriter.Version(output, "PortManager 1.2.3", "CLAIM", "FIND"));
        var ok = Assert.IsType<Reply.Ok>(ReplyReader.ReadStatus(Wire.Sequence(line)));
        Assert.Equal(["PortManager 1.2.3", "CLAIM", "FIND"], ok.Words);
    }

    private static string ValidName(WordGenerator generator)
    {
        string name;
        do
            name = generator.Word();
        while (Names.Problem(name) is not null);
        return name;
    }
}
