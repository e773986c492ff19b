using System.Globalization;

namespace PortManager.Protocol;

/// <summary>Reads the numbers in requests and replies.</summary>
internal static class Digits
{
    private const int LastPort = 65535;

    // 1 … 65535
    public static bool TryReadPort(string word, out int port) => TryRead(word, out port) && port is >= 1 and <= LastPort;

    // "0" | 1-9 (0-9)*     a leading zero is refused: it would make the number octal for Tcl
    public static bool TryRead(string word, out int number)
    {
        number = 0;
        return !word.AsSpan().ContainsAnyExceptInRange('0', '9')
            && (word.Length == 1 || !word.StartsWith('0'))
            && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
