using System.Buffers;
using PortManager.Protocol;
using PortManager.Tests.Protocol;

namespace PortManager.Tests.Fuzz;

/// <summary>Any bytes are a request or an invalid one; what is accepted can be written, listed and read again.</summary>
internal static class RequestTarget
{
    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> line)
    {
        byte[] bytes = line.ToArray();
        Request request = RequestReader.Read(new ReadOnlySequence<byte>(bytes));
        int middle = bytes.Length / 2;
        Assert.Equal(request, RequestReader.Read(Wire.Sequence(bytes[..middle], bytes[middle..])));

        if (request is Request.Invalid invalid)
            CheckInvalid(invalid);
        else
            CheckAccepted(request);
    }

    private static void CheckInvalid(Request.Invalid invalid)
    {
        Assert.InRange(invalid.Line.Length, 0, Printable.MaxLine);
        Assert.Equal(Printable.Text(invalid.Line), invalid.Line);
        Assert.Equal(
            $"FAIL {{Invalid request {invalid.Line}: {invalid.Reason}}}",
            Wire.WrittenLine(output => ReplyWriter.InvalidRequest(output, invalid)));
    }

    private static void CheckAccepted(Request request)
    {
        string written = Wire.WrittenLine(output => RequestWriter.Write(output, request));
        Assert.Equal(request, RequestReader.Read(Wire.Sequence(written)));

        switch (request)
        {
            case Request.Gimme gimme:
                CheckRow(new PortAllocation(30000, gimme.Service, gimme.User));
                break;
            case Request.Claim claim:
                CheckRow(new PortAllocation(claim.Port, claim.Service, claim.User));
                break;
        }
    }

    private static void CheckRow(PortAllocation expected)
    {
        string line = Wire.WrittenLine(output => ReplyWriter.Row(output, expected.Port, expected.Service, expected.User));
        Assert.True(ReplyReader.TryReadRow(Wire.Sequence(line), out PortAllocation? row));
        Assert.Equal(expected, row);
    }
}
