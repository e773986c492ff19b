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
    // GIMME … | LIST … | VERSION … | FIND … | WATCH … | FREE … | CLAIM … | UNIQUE … | DETAIL … | STATUS …
    public static Request Read(ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment && line.FirstSpan.SequenceEqual("LIST"u8))
            return s_list;

        var words = new List<string>(capacity: 4);
        List<string>? raw = line.PositionOf((byte)'\\') is null ? null : [];
        if (!LineText.TryReadWords(line, words, out string? error, raw))
            return Invalid(line, error);

        if (raw is not null)
            DomainUser.Restore(words, raw);
        Request? request = Read(CollectionsMarshal.AsSpan(words), EndsInBlank(line), out string? problem);
        if (request is not null && HttpVersion.Ends(line))
            return Invalid(line, "a request of HTTP");
        return request ?? Invalid(line, problem!);
    }

    /// <summary>Reads the beginning of a GIMME, UNIQUE or CLAIM whose user is known. Returns null if it is none.</summary>
    // (GIMME | UNIQUE | CLAIM port) service…
    public static Request? Read(ReadOnlySpan<byte> beginning, string user)
    {
        var words = new List<string>(capacity: 4);
        if (!LineText.TryReadWords(beginning, words, out _))
            return null;
        words.Add(user);
        return words switch
        {
            ["GIMME" or "UNIQUE", ..] => ReadGimme(words[0], CollectionsMarshal.AsSpan(words)[1..], isUserMissing: false, out _),
            ["CLAIM", ..] => ReadClaim(CollectionsMarshal.AsSpan(words)[1..], isUserMissing: false, out _),
            _ => null,
        };
    }

    /// <summary>Returns the invalid request for a line that is too long.</summary>
    /// <param name="start">The beginning of the line.</param>
    /// <param name="max">The limit, in bytes.</param>
    public static Request.Invalid TooLong(ReadOnlySequence<byte> start, int max) => Invalid(start, $"longer than {max} bytes");

    /// <summary>Returns the invalid request for a line whose end did not come in time.</summary>
    /// <param name="start">The beginning of the line.</param>
    public static Request.Invalid TooOld(ReadOnlySequence<byte> start) => Invalid(start, "its end takes too long");

    /// <summary>Returns the invalid request for a line that says nothing of its user, if the system does not either.</summary>
    /// <param name="line">The line.</param>
    /// <param name="reason">Why the user is not known.</param>
    public static Request.Invalid WithoutUser(ReadOnlySequence<byte> line, string reason) => Invalid(line, reason);

    private static Request.Invalid Invalid(ReadOnlySequence<byte> line, string reason) => new(Printable.Line(line), reason);

    private static bool EndsInBlank(ReadOnlySequence<byte> line) => LineText.Bytes(line) is [.., (byte)' ' or (byte)'\t'];

    private static Request? Read(ReadOnlySpan<string> words, bool endsInBlank, out string? problem)
    {
        problem = null;
        switch (words)
        {
            // Words after these two are ignored, as the daemons in use do.
            case ["LIST", ..]:
                return s_list;
            case ["VERSION", ..]:
                return s_version;
            case ["GIMME" or "UNIQUE", .. var arguments]:
                return ReadGimme(words[0], arguments, isUserMissing: endsInBlank && arguments.Length == 1, out problem);
            case ["CLAIM", .. var arguments]:
                return ReadClaim(arguments, isUserMissing: endsInBlank && arguments.Length == 2, out problem);
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

    // (GIMME | UNIQUE) service ?user?
    private static Request.Gimme? ReadGimme(string request, ReadOnlySpan<string> arguments, bool isUserMissing, out string? problem)
    {
        problem = ReadNames(arguments, isUserMissing, out string service, out string user);
        return problem is null ? new Request.Gimme(service, user, request == "UNIQUE") : null;
    }

    // CLAIM port service ?user?
    private static Request.Claim? ReadClaim(ReadOnlySpan<string> arguments, bool isUserMissing, out string? problem)
    {
        if (arguments.IsEmpty || !Digits.TryReadPort(arguments[0], out int port))
        {
            problem = "no port";
            return null;
        }

        problem = ReadNames(arguments[1..], isUserMissing, out string service, out string user);
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
    // service SP         a client that has no name for its user
    private static string? ReadNames(ReadOnlySpan<string> arguments, bool isUserMissing, out string service, out string user)
    {
        service = user = "";
        if (isUserMissing)
            service = arguments[0];
        else if (arguments is [.. var services, var last] && !services.IsEmpty)
            (service, user) = (string.Join(' ', services), last);
        else
            return "a service and a user are needed";

        return Names.Problem(service) is { } wrongService ? $"the service {wrongService}"
            : !isUserMissing && Names.Problem(user) is { } wrongUser ? $"the user {wrongUser}"
            : null;
    }
}
