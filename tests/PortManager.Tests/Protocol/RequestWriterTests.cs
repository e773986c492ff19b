using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class RequestWriterTests
{
    [Theory]
    [InlineData("RingMaster", "root", "GIMME RingMaster root\n")]
    [InlineData("Epics Display", "fox", "GIMME {Epics Display} fox\n")]
    [InlineData("#a", "x{\"", "GIMME #a x\\{\\\"\n")]
    [InlineData("é", "😀", "GIMME é 😀\n")]
    public void GIMME_names_the_service_and_the_user(string service, string user, string line) =>
        Assert.Equal(line, Wire.Written(output => RequestWriter.Gimme(output, service, user)));

    [Theory]
    [InlineData("HTTP/1.1", "{HTTP/1.1}")]
    [InlineData("a HTTP/1.1", "{a HTTP/1.1}")]
    [InlineData("{ HTTP/1.1", "\\{\\ HTTP/1.\\061")]
    [InlineData("\\{ HTTP/2.", "{\\{ HTTP/2.}")]
    [InlineData("}{ HTTP/2.", "\\}\\{\\ HTTP/2\\056")]
    [InlineData("aHTTP/1.1", "aHTTP/1.1")]
    public void A_user_whose_name_ends_in_a_version_of_HTTP_is_written_so_that_the_line_does_not_and_read_back(string user, string word)
    {
        string line = Wire.WrittenLine(output => RequestWriter.Gimme(output, "s", user));

        Assert.Equal($"GIMME s {word}", line);
        Assert.All(Wire.Lines(line), split => Assert.Equal(new Request.Gimme("s", user), RequestReader.Read(split)));
    }

    [Fact]
    public void Requests_without_arguments_are_one_word()
    {
        Assert.Equal("LIST\n", Wire.Written(RequestWriter.List));
        Assert.Equal("VERSION\n", Wire.Written(RequestWriter.Version));
        Assert.Equal("STATUS\n", Wire.Written(RequestWriter.Status));
    }

    [Theory]
    [InlineData(null, null, null, "")]
    [InlineData("a b", null, null, " -service {a b}")]
    [InlineData(null, "", null, " -beginswith {}")]
    [InlineData(null, "#", "u", " -beginswith # -user u")]
    [InlineData("s", "p", "u", " -service s -beginswith p -user u")]
    public void FIND_WATCH_and_DETAIL_give_the_options_that_are_set(string? service, string? prefix, string? user, string options)
    {
        var filter = new PortFilter(service, prefix, user);

        Assert.Equal($"FIND{options}\n", Wire.Written(output => RequestWriter.Find(output, filter)));
        Assert.Equal($"WATCH{options}\n", Wire.Written(output => RequestWriter.Watch(output, filter)));
        Assert.Equal($"DETAIL{options}\n", Wire.Written(output => RequestWriter.Detail(output, filter)));
    }

    [Fact]
    public void FREE_and_CLAIM_name_the_port()
    {
        Assert.Equal("FREE 30105\n", Wire.Written(output => RequestWriter.Free(output, 30105)));
        Assert.Equal("UNIQUE {a b} u\n", Wire.Written(output => RequestWriter.Gimme(output, "a b", "u", isUnique: true)));
        Assert.Equal("CLAIM 1 {a b} u\n", Wire.Written(output => RequestWriter.Claim(output, 1, "a b", "u")));
    }

    [Fact]
    public void What_is_no_request_cannot_be_sent()
    {
        var invalid = new Request.Invalid("HELLO", "an unknown request");

        Assert.StartsWith($"{invalid} cannot be sent", Assert.Throws<ArgumentException>(() => RequestWriter.Text(invalid)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_request_that_is_written_is_read_back()
    {
        foreach (Request request in RequestReaderTests.Valid.Select(valid => valid.Request).Append(new Request.List()).Append(new Request.Status()))
        {
            string line = Wire.WrittenLine(output => RequestWriter.Write(output, request));
            Assert.Equal(line, RequestWriter.Text(request));
            Assert.All(Wire.Lines(line), split => Assert.Equal(request, RequestReader.Read(split)));
        }
    }
}
