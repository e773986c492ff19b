using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Protocol;

/// <summary>The rule for names of services and users: 1 to 255 bytes of valid UTF-8 without control characters.</summary>
internal static class Names
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 255;

    /// <summary>The length that a number adds to the name of a further instance: an underscore and at most five digits.</summary>
    private const int MaxNumberBytes = 6;

    /// <summary>Checks a requested name. Returns what is wrong, as a phrase such as "is empty"; null if it is valid.</summary>
    public static string? Problem(string name) => Problem(name, MaxBytes);

    /// <summary>As <see cref="Problem(string)"/>, for a name under which a service is advertised: it may have a number.</summary>
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
