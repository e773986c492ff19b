namespace PortManager.EndToEnd.Transcripts;

/// <summary>A case of the transcripts in which this daemon answers differently, on purpose.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Reason">Why, and where it is said.</param>
/// <param name="Replies">Every reply of the case, in order, as this daemon gives it; the ports are those of the transcript.</param>
internal sealed record Difference(string Case, string Reason, params string[] Replies)
{
    private const string FixedNames = "names are fixed at allocation, not dealt out anew by port for each listing (SPEC section 2)";
    private const string Refused = "a bad request is refused, with the reason, and ends the connection (SPEC section 2, \"Anything else\")";
    private const string SaysWhy = "the refusal of a line that is no request says why (SPEC section 2, \"Anything else\")";
    private const string Words = "a row is three words with one blank between them, for who splits at blanks too: it has backslashes in place of braces (SPEC section 2)";

    /// <summary>All of them. A case that is not here gets the very reply of the transcript.</summary>
    public static IReadOnlyList<Difference> All { get; } =
    [
        new("the same service of one user is numbered in the listing", FixedNames,
            "OK 30103\n", "OK 30105\n", "OK 30104\n", "OK 3\n30103 s u\n30105 s_1 u\n30104 s_2 u\n"),
        new("numbers after the first of three leaves", FixedNames + "; only the oldest instance is renamed, to the plain name",
            "OK 30104\n", "OK 30103\n", "OK 30105\n", "OK 2\n30103 s u\n30105 s_2 u\n"),
        new("an explicit name equal to a numbered one", FixedNames + ", and no two of a user are equal",
            "OK 30103\n", "OK 30105\n", "OK 30104\n", "OK 3\n30103 s u\n30105 s_1 u\n30104 s_1_1 u\n"),
        new("words after the last argument", "the last word is the user, those before it the service (SPEC section 2); " + Words,
            "OK 30101\n", "OK 1\n30101 s\\u0020u\\u0020more words\n"),
        new("a braced name holds spaces", Words, "OK 30103\n", "OK 1\n30103 my\\u0020service a\\u0020user\n"),
        new("a quoted name holds spaces", Words, "OK 30103\n", "OK 1\n30103 my\\u0020service u\n"),
        new("a backslash escapes a space", Words, "OK 30103\n", "OK 1\n30103 my\\u0020service u\n"),
        new("names that need quoting in a listing", Words, "OK 30103\n", "OK 1\n30103 a\\$b\\[c\\] u\\;v\n"),
        new("more names that need quoting", Words,
            "OK 30103\n", "OK 30105\n", "OK 30102\n", "OK 30101\n", "OK 30104\n",
            "OK 5\n30104 a\\\\b -\n30103 a\\{b u\n30105 a\\u0020b u#\n30102 #lead x\\\"y\n30101 a\\\"b c\\\\d\n"),
        new("an empty braced name", "names have 1 to 255 bytes: " + Refused,
            "FAIL {Invalid request GIMME {} u: the service is empty}\n<EOF>", "OK 0\n"),
        new("GIMME without a user", Refused, "FAIL {Invalid request GIMME s: a service and a user are needed}\n<EOF>", "OK 0\n"),
        new("GIMME without arguments", Refused, "FAIL {Invalid request GIMME: a service and a user are needed}\n<EOF>", "OK 0\n"),
        new("an unknown request", SaysWhy, "FAIL {Invalid request HELLO world: an unknown request}\n<EOF>"),
        new("a lower case request", SaysWhy, "FAIL {Invalid request list: an unknown request}\n<EOF>"),
        new("an empty line", SaysWhy, "FAIL {Invalid request : an empty line}\n<EOF>"),
        new("an HTTP request", SaysWhy, "FAIL {Invalid request GET / HTTP/1.1: an unknown request}\n<EOF>"),
        new("a bad request ends the connection and frees its ports", SaysWhy,
            "OK 30101\n", "FAIL {Invalid request HELLO: an unknown request}\n<EOF>", "OK 0\n"),
        new("TERMINATE", SaysWhy, "FAIL {Invalid request TERMINATE: an unknown request}\n<EOF>"),
        new("a line that is no list", Refused + ", which frees its ports; today's daemon does not answer and leaks them",
            "OK 30101\n", "FAIL {Invalid request GIMME {x u: unmatched open brace}\n<EOF>", "OK 0\n"),
    ];
}
