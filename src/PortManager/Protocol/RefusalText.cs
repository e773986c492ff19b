namespace PortManager.Protocol;

/// <summary>Finds the reason of a refusal in its text, since the protocol has no codes for reasons.</summary>
internal static class RefusalText
{
    // FAIL {no free ports}
    // FAIL {HOST (ADDRESS) : Only local applications get ports}
    // FAIL {port N is in use by …}, {port N is kept for USER, who had it before the restart}
    // FAIL {port N is not in the pool}
    // FAIL {port N is not held by this connection}, {this connection is OWNER's, and not USER's}
    // FAIL {the system does not tell whether this connection is USER's}, {only USERS may advertise SERVICE, and …}
    // FAIL {SERVICE is already advertised by USER}, {SERVICE of USER was advertised before the restart, and may come back}
    // FAIL {this connection holds N ports, which is the limit}, {USER holds N ports, which is the limit}
    // FAIL {the system cannot tell which ports are free: …}
    // The fixed words are compared from the end where names, which may hold any words, come before them.
    public static PortRefusalReason ReasonOf(string text)
    {
        if (text == "no free ports")
            return PortRefusalReason.NoFreePorts;
        if (Ends(" : Only local applications get ports"))
            return PortRefusalReason.NotLocal;
        if (AfterPort(text) is { } rest && OfPort(rest) is { } ofPort)
            return ofPort;
        if (Begins("the system cannot tell which ports are free"))
            return PortRefusalReason.Busy;
        if (Ends(" ports, which is the limit"))
            return PortRefusalReason.LimitReached;
        if (Ends(" was advertised before the restart, and may come back") || text.Contains(" is already advertised by ", StringComparison.Ordinal))
            return PortRefusalReason.AlreadyAdvertised;
        return Begins("this connection is ") || Begins("the system does not tell whether this connection is ") || Begins("only ")
            ? PortRefusalReason.NotYours
            : PortRefusalReason.Unknown;

        bool Begins(string words) => text.StartsWith(words, StringComparison.Ordinal);
        bool Ends(string words) => text.EndsWith(words, StringComparison.Ordinal);
    }

    private static PortRefusalReason? OfPort(string rest) => rest switch
    {
        "is not in the pool" => PortRefusalReason.NotInPool,
        "is not held by this connection" => PortRefusalReason.NotYours,
        _ when rest.StartsWith("is in use by ", StringComparison.Ordinal) || rest.StartsWith("is kept for ", StringComparison.Ordinal) =>
            PortRefusalReason.InUse,
        _ => null,
    };

    // port N rest
    private static string? AfterPort(string text) =>
        text.Split(' ', 3) is ["port", var number, var rest] && Digits.TryReadPort(number, out _) ? rest : null;
}
