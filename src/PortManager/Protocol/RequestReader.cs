using System.Buffers;
using System.Runtime.InteropServices;

namespace PortManager.Protocol;

/// <summary>Reads requests from lines.</summary>
internal static class RequestReader
{
    private static readonly Request s_list = new Request.List();
    private static readonly Request s_version = new Request.Version();
    private static readonly Request s_status = new Request.Status();

    /// <summary>Reads one request. A line that is no request gives <see cref="Request.Invalid"/>, never an exception.</summary>
    /// <param name="line">The line without its end.</param>
    // GIMME … | LIST … | VERSION … | FIND … | WATCH … | FREE … | CLAIM … | DETAIL … | STATUS …
    public static Request Read(ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment && line.FirstSpan.SequenceEqual("LIST"u8))
            return s_list;

        var words = new List<string>(capacity: 4);
        if (!LineText.TryReadWords(line, words, out string? error))
            return Invalid(line, error);

        Request? request = Read(CollectionsMarshal.AsSpan(words), out string? problem);
        return request ?? Invalid(line, problem!);
    }

    /// <summary>Returns the invalid request for a line that is too long.</summary>
    /// <param name="start">The beginning of the line.</param>
    /// <param name="max">The limit, in bytes.</param>
    public static Request.Invalid TooLong(ReadOnlySequence<byte> start, int max) => Invalid(start, $"longer than {max} bytes");

    /// <summary>Returns the invalid request for a line whose end did not come in time.</summary>
    /// <param name="start">The beginning of the line.</param>
    public static Request.Invalid TooOld(ReadOnlySequence<byte> start) => Invalid(start, "its end takes too long");

    private static Request.Invalid Invalid(ReadOnlySequence<byte> line, string reason) => new(Printable.Line(line), reason);

    private static Request? Read(ReadOnlySpan<string> words, out string? problem)
    {
        problem = null;
        switch (words)
        {
            // Words after these two are ignored, as the daemons in use do.
            case ["LIST", ..]:
                return s_list;
            case ["VERSION", ..]:
                return s_version;
            case ["GIMME", .. var arguments]:
                return ReadGimme(arguments, out problem);
            case ["CLAIM", .. var arguments]:
                return ReadClaim(arguments, out problem);
            case ["FREE", .. var arguments]:
                return ReadFree(arguments, out problem);
            case ["STATUS", ..]:
                return s_status;
            case ["DETAIL", .. var options]:
                return FilterOptions.Read(options, out problem) is { } detailed ? new Request.Detail(detailed) : null;
            case ["FIND", .. var options]:
                return FilterOptions.Read(options, out problem) is { } found ? new Request.Find(found) : null;
            case ["WATCH", .. var options]:
                return FilterOptions.Read(options, out problem) is { } watched ? new Request.Watch(watched) : null;
            default:
                problem = words.IsEmpty ? "an empty line" : "an unknown request";
                return null;
        }
    }

    // GIMME service user
    private static Request.Gimme? ReadGimme(ReadOnlySpan<string> arguments, out string? problem)
    {
        problem = ReadNames(arguments, out string service, out string user);
        return problem is null ? new Request.Gimme(service, user) : null;
    }

    // CLAIM port service user
    private static Request.Claim? ReadClaim(ReadOnlySpan<string> arguments, out string? problem)
    {
        if (arguments.IsEmpty || !Digits.TryReadPort(arguments[0], out int port))
        {
            problem = "no port";
            return null;
        }

        problem = ReadNames(arguments[1..], out string service, out string user);
        return problem is null ? new Request.Claim(port, service, user) : null;
    }

    // FREE port
    private static Request.Free? ReadFree(ReadOnlySpan<string> arguments, out string? problem)
    {
        if (arguments is [var word] && Digits.TryReadPort(word, out int port))
        {
            problem = null;
            return new Request.Free(port);
        }

        problem = "not exactly one port";
        return null;
    }

    // service … user     clients send a service of several words unquoted, and mean the words joined by one space
    private static string? ReadNames(ReadOnlySpan<string> arguments, out string service, out string user)
    {
        service = user = "";
        if (arguments is not [.. var services, var last] || services.IsEmpty)
            return "a service and a user are needed";

        service = string.Join(' ', services);
        user = last;
        return Names.Problem(service) is { } wrongService ? $"the service {wrongService}"
            : Names.Problem(user) is { } wrongUser ? $"the user {wrongUser}"
            : null;
    }
}
