using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Protocol;

/// <summary>The rule for names of services and users: 1 to 255 bytes of valid UTF-8 without control characters.</summary>
internal static class Names
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 255;

    /// <summary>What a number adds to the name under which a further instance is advertised: an underscore, and no more digits than a port has.</summary>
    private const int MaxNumberBytes = 6;

    /// <summary>What is wrong with a name that is asked for: a phrase such as "is empty". Null when nothing is.</summary>
    public static string? Problem(string name) => Problem(name, MaxBytes);

    /// <summary>As <see cref="Problem(string)"/>, for a name that is looked for: it may be a numbered one.</summary>
    public static string? ProblemAsAdvertised(string name) => Problem(name, MaxBytes + MaxNumberBytes);

    private static string? Problem(string name, int most)
    {
        if (name.Length == 0)
            return "is empty";

        int bytes = 0;
        ReadOnlySpan<char> rest = name;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int length) != OperationStatus.Done)
                return "is not valid Unicode";
            if (Rune.IsControl(rune))
                return "holds a control character";
            bytes += rune.Utf8SequenceLength;
            rest = rest[length..];
        }

        return bytes > most ? string.Create(CultureInfo.InvariantCulture, $"is longer than {most} bytes") : null;
    }
}
