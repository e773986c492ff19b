namespace PortManager.EndToEnd.Transcripts;

/// <summary>A case of the transcripts in which this daemon answers differently, on purpose.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Reason">Why, and where it is said.</param>
/// <param name="Replies">Every reply of the case, in order, as this daemon gives it; the ports are those of the transcript.</param>
internal sealed record Difference(string Case, string Reason, params string[] Replies)
{
    private const string FixedNames = "names are fixed at allocation, not dealt out anew by port for each listing (SPEC section 2)";
    private const string Refused = "a bad request is refused and ends the connection (SPEC section 2, \"Anything else\")";

    /// <summary>All of them. A case that is not here gets the very reply of the transcript.</summary>
    public static IReadOnlyList<Difference> All { get; } =
    [
        new("the same service of one user is numbered in the listing", FixedNames,
            "OK 30103\n", "OK 30105\n", "OK 30104\n", "OK 3\n30103 s u\n30105 s_1 u\n30104 s_2 u\n"),
        new("numbers after the first of three leaves", FixedNames + "; only the oldest instance is renamed, to the plain name",
            "OK 30104\n", "OK 30103\n", "OK 30105\n", "OK 2\n30103 s u\n30105 s_2 u\n"),
        new("an explicit name equal to a numbered one", FixedNames + ", and no two of a user are equal",
            "OK 30103\n", "OK 30105\n", "OK 30104\n", "OK 3\n30103 s u\n30105 s_1 u\n30104 s_1_1 u\n"),
        new("words after the last argument", "the last word is the user, those before it the service (SPEC section 2)",
            "OK 30101\n", "OK 1\n30101 {s u more} words\n"),
        new("an empty braced name", "names have 1 to 255 bytes: " + Refused,
            "FAIL {Invalid request GIMME {} u}\n<EOF>", "OK 0\n"),
        new("GIMME without a user", Refused, "FAIL {Invalid request GIMME s}\n<EOF>", "OK 0\n"),
        new("GIMME without arguments", Refused, "FAIL {Invalid request GIMME}\n<EOF>", "OK 0\n"),
        new("a line that is no list", Refused + ", which frees its ports; today's daemon does not answer and leaks them",
            "OK 30101\n", "FAIL {Invalid request GIMME {x u}\n<EOF>", "OK 0\n"),
    ];
}
