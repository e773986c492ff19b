namespace PortManager.Tests.Fuzz;

/// <summary>Reproducible inputs: seeds with a few things changed in them.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> seeds)
{
    private static readonly string[] s_tokens =
    [
        "{", "}", "\"", "\\", " ", "\t", "\r", "\n", "\0", "#", "$", "[", "]", ";", "-service", "-beginswith", "-user", "LIST",
        "GIMME", "CLAIM", "FREE", "OK", "FAIL", "65536", "0", "\\x4", "\\uD83D", "\\U1F600", "\\777", "\u00C3\u00A9", "\u00FF",
        "\u00F0\u009F\u0098\u0080", "\u00E2\u0080\u00A8", "\u00C2\u0085",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next input, one byte for each character.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. Wire(Pick(seeds))];
        for (int changes = _random.Next(5); changes > 0; changes--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(_random.Next(1, 8), bytes.Count - at);
        switch (_random.Next(6))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 2:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
            case 3:
                bytes.InsertRange(at, Enumerable.Repeat((byte)'n', _random.Next(300)));
                break;
            default:
                bytes.InsertRange(at, Wire(Pick(s_tokens)));
                break;
        }
    }

    private string Pick(IReadOnlyList<string> all) => all[_random.Next(all.Count)];

    private static byte[] Wire(string text) => Protocol.Wire.Bytes(text, raw: true);
}
