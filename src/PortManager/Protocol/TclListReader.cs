using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PortManager.Protocol;

/// <summary>Reads the words of a Tcl list one after the other.</summary>
internal ref struct TclListReader(ReadOnlySpan<char> text)
{
    private const string White = " \t\n\v\f\r";

    private static readonly SearchValues<char> s_white = SearchValues.Create(White);
    private static readonly SearchValues<char> s_bareStops = SearchValues.Create(White + "\\");
    private static readonly SearchValues<char> s_quotedStops = SearchValues.Create("\"\\");
    private static readonly SearchValues<char> s_bracedStops = SearchValues.Create("{}\\");

    private ReadOnlySpan<char> _rest = text;
    private ReadOnlySpan<char> _word;

    /// <summary>What is wrong with the list, as a phrase; null as long as nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>The word that was read last, as it is in the text: with its quotes and backslashes.</summary>
    public readonly ReadOnlySpan<char> Raw => _word[..^_rest.Length];

    /// <summary>Reads the next word. Returns false at the end of the list, or if there is an <see cref="Error"/>.</summary>
    // word: "{" verbatim "}" | '"' substituted '"' | substituted
    public bool TryReadWord([NotNullWhen(true)] out string? word)
    {
        _word = _rest = _rest[Length(_rest.IndexOfAnyExcept(s_white))..];
        word = _rest switch
        {
            [] => null,
            ['{', ..] => ReadBraced(),
            ['"', ..] => ReadQuoted(),
            _ => ReadSubstituted(s_bareStops),
        };
        return word is not null;
    }

    // "{" (verbatim | "{" verbatim "}" | "\" any)* "}"
    private string? ReadBraced()
    {
        int depth = 1;
        for (int i = 1; i < _rest.Length; i++)
        {
            i += Length(_rest[i..].IndexOfAny(s_bracedStops));
            if (i >= _rest.Length)
                break;

            char stop = _rest[i];
            if (stop == '\\')
                i++;
            else if (stop == '{')
                depth++;
            else if (--depth == 0)
            {
                var word = new string(_rest[1..i]);
                _rest = _rest[(i + 1)..];
                return EndsHere("braces") ? word : null;
            }
        }

        Error = "unmatched open brace";
        return null;
    }

    // '"' substituted '"'
    private string? ReadQuoted()
    {
        _rest = _rest[1..];
        string word = ReadSubstituted(s_quotedStops);
        if (_rest.IsEmpty)
        {
            Error = "unmatched open quote";
            return null;
        }

        _rest = _rest[1..];
        return EndsHere("quotes") ? word : null;
    }

    // substituted: (char | "\" sequence)*     up to a stop
    private string ReadSubstituted(SearchValues<char> stops)
    {
        StringBuilder? built = null;
        while (true)
        {
            ReadOnlySpan<char> plain = _rest[..Length(_rest.IndexOfAny(stops))];
            _rest = _rest[plain.Length..];
            if (_rest is not ['\\', ..])
                return built is null ? new string(plain) : built.Append(plain).ToString();

            built = (built ?? new StringBuilder()).Append(plain);
            _rest = _rest[TclBackslash.Read(_rest, built)..];
        }
    }

    private bool EndsHere(string what)
    {
        if (_rest.IsEmpty || s_white.Contains(_rest[0]))
            return true;

        Error = $"characters right after closing {what}";
        return false;
    }

    /// <summary>Returns an index that was searched for; if nothing was found, the length of the rest.</summary>
    private readonly int Length(int index) => index < 0 ? _rest.Length : index;
}
