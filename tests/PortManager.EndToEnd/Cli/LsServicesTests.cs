using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>The program by the name lsservices.</summary>
public sealed class LsServicesTests : DaemonTests
{
    private static readonly string[] s_users =
        ["fox", "fog", "owl", "o-l", "a*b", "a[b", "a]", "a\\b", "{f", "日本", "日", "[]", "Fox", "f x"];

    private readonly ProgramLink _link = new("lsservices");

    public override ValueTask DisposeAsync()
    {
        _link.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task It_shows_the_table_of_NSCLDAQs_lsservices()
    {
        int port = Client.Gimme("RingMaster", "fox");

        const string Border = "+-------+----------+----+\n";
        Assert.Equal(
            new ProgramResult(0, $"{Border}|Service|Port      |user|\n{Border}|{port}  |RingMaster|fox |\n{Border}\n", ""),
            await RunAsync());
    }

    [Fact]
    public async Task Without_services_the_table_has_its_titles() =>
        Assert.Equal(new ProgramResult(0, "+-------+----+----+\n|Service|Port|user|\n+-------+----+----+\n+-------+----+----+\n\n", ""), await RunAsync());

    [Fact]
    public async Task A_pattern_selects_users_as_Tcl_would()
    {
        foreach (string user in s_users)
            Client.Gimme("s", string.Concat(user.Select(c => char.IsAsciiLetter(c) || c > 127 ? $"{c}" : $"\\{c}")));
        string[] patterns =
        [
            "", "fox", "F*", "f x", "*", "f*", "*o*", "**x", "*?*?*?*", "fo?", "???", "日?", "日*本",
            "fo[xg]", "fo[^x]", "fo[f-h]", "fo[h-f]", "[a-z]o[a-z]", "o[+-/]l", "[日]", "[一-龥]*", "a[[]b", "[\\]b",
            "a\\*b", "a\\[b", "a\\\\b", "{f", "a[]", "a\\", "fo[x", "fo[", "fo[g-", "fo[e-", "*[", "*]",
        ];

        foreach (string pattern in patterns)
        {
            ProgramResult result = await RunAsync("127.0.0.1", pattern);

            IEnumerable<string> rows = result.Output.Split('\n').Skip(3).Where(row => row.StartsWith('|'));
            string selected = string.Join('|', rows.Select(row => row.Split('|')[3].TrimEnd()).Order(StringComparer.Ordinal));
            Assert.Equal((pattern, await SelectedByTclAsync(pattern)), (pattern, selected));
        }
    }

    [Fact]
    public async Task Nobody_listens_and_the_exit_code_is_3()
    {
        ProgramResult result = await _link.RunAsync("127.0.0.1", "*", "--port", "1");

        Assert.Equal(new ProgramResult(3, "", "lsservices: cannot connect to 127.0.0.1 port 1: connection refused\n"), result);
    }

    [Fact]
    public async Task More_than_two_words_are_wrong() =>
        Assert.Equal(
            new ProgramResult(2, "", "lsservices: unexpected argument 'c'; see lsservices --help\n"),
            await _link.RunAsync("a", "b", "c"));

    private static async Task<string> SelectedByTclAsync(string pattern)
    {
        const string Script = """
            fconfigure stdout -encoding utf-8 -translation lf
            set pattern [lindex $argv 0]
            foreach user [lrange $argv 1 end] { if {[string match $pattern $user]} { puts $user } }
            """;
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Script);
        try
        {
            string[] args = ["LC_ALL=C.UTF-8", "tclsh", file, pattern, .. s_users];
            await using RunningProgram tclsh = RunningProgram.Start("/usr/bin/env", args);
            ProgramResult result = await tclsh.ResultAsync();
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            string[] users = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return string.Join('|', users.Order(StringComparer.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Task<ProgramResult> RunAsync(params string[] args) => _link.RunAsync(["--port", $"{Daemon.Port}", .. args]);
}
