using System.Diagnostics;
using System.Text;

namespace PortManager.Tests.Protocol;

/// <summary>A real Tcl 8.6, the oracle for lists. Text goes to it and comes back as the hex digits of its UTF-16.</summary>
public sealed class Tclsh : IDisposable
{
    // Hex digits keep the pipe's encoding, line ends and Tcl's own parsing of commands out of the comparison.
    private const string Script = """
        proc in {hex} {encoding convertfrom unicode [binary decode hex [string range $hex 1 end]]}
        proc out {text} {return x[binary encode hex [encoding convertto unicode $text]]}
        proc all {command words} {set result {}; foreach word $words {lappend result [$command $word]}; return $result}
        proc write {args} {puts [out [list {*}[all in $args]]]; flush stdout}
        proc read {text} {
            if {[catch {llength [set list [in $text]]}]} {puts error} else {puts "words [all out $list]"}
            flush stdout
        }
        proc evaluate {text} {puts "words [all out [eval [concat list [in $text]]]]"; flush stdout}
        puts $tcl_version; flush stdout

        """;

    private readonly Process _process;

    public Tclsh()
    {
        _process = Process.Start(new ProcessStartInfo("tclsh") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("8.6", Ask(Script));
    }

    /// <summary>What Tcl's <c>list</c> gives for the words.</summary>
    public string Write(IEnumerable<string> words) => FromHex(Ask("write " + string.Join(' ', words.Select(ToHex))));

    /// <summary>The words of a list. Null: Tcl says that it is none.</summary>
    public IReadOnlyList<string>? Read(string list)
    {
        string[] answer = Ask("read " + ToHex(list)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return answer[0] == "error" ? null : [.. answer.Skip(1).Select(FromHex)];
    }

    /// <summary>The words of a text that a script evaluates as part of a command.</summary>
    public IReadOnlyList<string> Evaluate(string text) =>
        [.. Ask("evaluate " + ToHex(text)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(FromHex)];

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("tclsh has ended");
    }

    private static string ToHex(string text)
    {
        var bytes = new byte[2 * text.Length];
        for (int i = 0; i < text.Length; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), text[i]);
        return "x" + Convert.ToHexStringLower(bytes);
    }

    private static string FromHex(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.AsSpan(1));
        var text = new StringBuilder();
        for (int i = 0; i < bytes.Length; i += 2)
            text.Append(BitConverter.ToChar(bytes, i));
        return text.ToString();
    }
}
