using System.Text;

namespace PortManager.Tests.Protocol;

/// <summary>Reproducible words and texts that are hard on whoever reads or writes lists.</summary>
internal sealed class WordGenerator(int seed)
{
    private const string Specials = "{}[]\"#$;\\ \t\n\v\f\r{}\\\"";
    private const string Letters = "abfnrtvxuU0178AFadeZ_-.:";

    private readonly Random _random = new(seed);

    /// <summary>Valid Unicode, also empty.</summary>
    public string Word()
    {
        var word = new StringBuilder();
        for (int length = _random.Next(10); length > 0; length--)
            word.Append(Character());
        return word.ToString();
    }

    public string[] Words() => [.. Enumerable.Range(0, _random.Next(6)).Select(_ => Word())];

    /// <summary>A text that may or may not be a list.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (int length = _random.Next(16); length > 0; length--)
            text.Append(_random.Next(4) == 0 ? Piece() : Character());
        return text.ToString();
    }

    private string Character() => _random.Next(10) switch
    {
        < 4 => Specials[_random.Next(Specials.Length)].ToString(),
        < 7 => Letters[_random.Next(Letters.Length)].ToString(),
        7 => new Rune(_random.Next(0x100)).ToString(),
        8 => BasicPlane().ToString(),
        _ => new Rune(_random.Next(0x10000, 0x110000)).ToString(),
    };

    private Rune BasicPlane()
    {
        int value = _random.Next(0x10000 - 0x800);
        return new Rune(value < 0xD800 ? value : value + 0x800);
    }

    private string Piece() => _random.Next(10) switch
    {
        0 => "\\x" + Hex(4),
        1 => "\\u" + Hex(6),
        2 => "\\U" + Hex(10),
        3 => "\\" + Convert.ToString(_random.Next(0x400), 8),
        4 => "\\\n" + new string(' ', _random.Next(3)) + "\t",
        5 => "{" + Word() + "}",
        6 => "\"" + Word() + "\"",
        7 => " {" + Word() + "} ",
        8 => " \"" + Word() + "\" ",
        _ => " ",
    };

    private string Hex(int max) => _random.GetString("0123456789abcdefABCDEF00", _random.Next(max + 1));
}
