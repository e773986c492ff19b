using System.Text;
using PortManager.Protocol;

namespace PortManager.Tests.Fuzz;

/// <summary>Any text is a list or none; the words of a list can be written and read again.</summary>
internal static class ListTarget
{
    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> text)
    {
        List<string> words = [];
        if (!TclList.TryParse(Encoding.UTF8.GetString(text), words, out string? error))
        {
            Assert.NotNull(error);
            return;
        }

        List<string> again = [];
        Assert.Null(error);
        Assert.True(TclList.TryParse(TclList.Format([.. words]), again, out _));
        Assert.Equal(words.Select(AsWritten), again);
    }

    /// <summary>A backslash sequence may give half a surrogate pair, which UTF-8 does not have.</summary>
    public static string AsWritten(string word) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(word));
}
