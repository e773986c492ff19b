using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class UsageTests
{
    private const string Ranges = "ranges of ports from 1 to 65535 such as 30001-31000,32000-32100";
    private const string Addresses = "PORT, ADDRESS:PORT or [ADDRESS]:PORT with a port up to 65535";

    [Theory]
    [InlineData("", "a command is missing: one of serve, list, find, get, run, wait, watch, status, completion; see portmanager --help")]
    [InlineData("lst", "unknown command 'lst' (did you mean 'list'?); see portmanager --help")]
    [InlineData("list --jsno", "unknown option '--jsno' (did you mean '--json'?); see portmanager list --help")]
    [InlineData("get --jsno", "unknown option '--jsno' (did you mean '--json'?); see portmanager get --help")]
    [InlineData("get a b", "unexpected argument 'b'; see portmanager get --help")]
    [InlineData("get", "SERVICE is missing; see portmanager get --help")]
    [InlineData("run a", "COMMAND is missing; see portmanager run --help")]
    [InlineData("run a ls -l", "unknown option '-l'; put -- before COMMAND; see portmanager run --help")]
    [InlineData("run --port 1 a sh -c b", "unknown option '-c'; put -- before COMMAND; see portmanager run --help")]
    [InlineData("run a --jsno b", "unknown option '--jsno'; see portmanager run --help")]
    [InlineData("run --jsno a -- b", "unknown option '--jsno'; see portmanager run --help")]
    [InlineData("run -- echo hello", "SERVICE is missing before --; see portmanager run --help")]
    [InlineData("run -- echo", "SERVICE is missing before --; see portmanager run --help")]
    [InlineData("run --", "SERVICE is missing before --; see portmanager run --help")]
    [InlineData("run --user a --port=1 -- echo hello", "SERVICE is missing before --; see portmanager run --help")]
    [InlineData("run a --", "COMMAND is missing; see portmanager run --help")]
    [InlineData("run a --listen --unique -- b", "--listen goes neither with --claim nor with --unique; see portmanager run --help")]
    [InlineData("run a --listen --claim 30001 -- b", "--listen goes neither with --claim nor with --unique; see portmanager run --help")]
    [InlineData("become 3", "'become' is for 'portmanager run --listen' alone")]
    [InlineData("run a b -- echo a", "unexpected argument 'b' before --; see portmanager run --help")]
    [InlineData("list --port", "--port needs a value: PORT; see portmanager list --help")]
    [InlineData("list --port 0", "--port expects a port, 1 to 65535, not '0'; see portmanager list --help")]
    [InlineData("list --port 65536", "--port expects a port, 1 to 65535, not '65536'; see portmanager list --help")]
    [InlineData("list --port 1 --port 2", "--port is given twice; see portmanager list --help")]
    [InlineData("serve --ports 1-2 -ports 3-4", "--ports is given twice; see portmanager serve --help")]
    [InlineData("-ports 5-6", "unknown option '-ports'; it is one of 'portmanager serve'; see portmanager --help")]
    [InlineData("-bogus", "unknown option '-bogus'; see portmanager --help")]
    [InlineData("statsu", "unknown command 'statsu' (did you mean 'status'?); see portmanager --help")]
    [InlineData("help lst", "unknown command 'lst' (did you mean 'list'?); see portmanager --help")]
    [InlineData("claim 30001 s", "unknown command 'claim': a particular port is had with 'portmanager get --claim PORT SERVICE', or run; see portmanager --help")]
    [InlineData("free 30001", "unknown command 'free': a port is free when the program that holds it ends, or its 'portmanager get'; see portmanager --help")]
    [InlineData("list -jsno", "unknown option '-jsno' (did you mean '--json'?); see portmanager list --help")]
    [InlineData("find -user fox", "unknown option '-user' (did you mean '--user'?); see portmanager find --help")]
    [InlineData("serve -listne 30500", "unknown option '-listne' (did you mean '-listen'?); see portmanager serve --help")]
    [InlineData("serve -pidfiel F", "unknown option '-pidfiel' (did you mean '-pidfile'?); see portmanager serve --help")]
    [InlineData("serve -lgo=F", "unknown option '-lgo=F' (did you mean '-log'?); see portmanager serve --help")]
    [InlineData("serve --no-htpt", "unknown option '--no-htpt' (did you mean '--no-http'?); see portmanager serve --help")]
    [InlineData("find a --service b", "give the service once: as SERVICE, or with --service; see portmanager find --help")]
    [InlineData("get a --claim 30001 --unique", "--unique does not go with --claim; see portmanager get --help")]
    [InlineData("status a --host b", "give the host once: as HOST, or with --host; see portmanager status --help")]
    [InlineData("find --timeout 0", "--timeout expects seconds, more than 0, up to 86400 (a day), or a time such as 500ms, 2m or 1h, not '0'; see portmanager find --help")]
    [InlineData("list 80.5", "HOST expects a host name or address, not '80.5'; an IPv4 address has four numbers; see portmanager list --help")]
    [InlineData("serve --listen 80.5:30500", $"--listen expects {Addresses}, not '80.5:30500'; see portmanager serve --help")]
    [InlineData("wait a --timeout 2weeks", "--timeout expects seconds, 0 to 86400 (a day), or a time such as 500ms, 2m or 1h, not '2weeks'; see portmanager wait --help")]
    [InlineData("wait a --timeout soon", "--timeout expects seconds, 0 to 86400 (a day), or a time such as 500ms, 2m or 1h, not 'soon'; see portmanager wait --help")]
    [InlineData("find --user a\tb", "the name that --user gives holds a control character; see portmanager find --help")]
    [InlineData("completion tcsh", "SHELL expects one of bash, zsh, fish, not 'tcsh'; see portmanager completion --help")]
    [InlineData("serve --bogus", "unknown option '--bogus'; see portmanager serve --help")]
    [InlineData("serve extra", "unexpected argument 'extra'; see portmanager serve --help")]
    [InlineData("serve --log", "--log needs a value: FILE; see portmanager serve --help")]
    [InlineData("serve -ports 5-x", $"--ports expects {Ranges}, not '5-x'; see portmanager serve --help")]
    [InlineData("serve --ports 0-5", $"--ports expects {Ranges}, not '0-5'; see portmanager serve --help")]
    [InlineData("serve -listen 65536", $"--listen expects {Addresses}, not '65536'; see portmanager serve --help")]
    [InlineData("serve --listen localhost:1", $"--listen expects {Addresses}, not 'localhost:1'; ADDRESS is a number such as 127.0.0.1, not a name; see portmanager serve --help")]
    [InlineData("serve --listen 30000 --ports 30000", "the pool is empty: give a range of ports other than the one the daemon listens on")]
    [InlineData("serve --max-line 5", "--max-line expects 600 to 1048576 bytes, not '5'; see portmanager serve --help")]
    [InlineData("serve --max-line-age 0", "--max-line-age expects seconds, 1 to 86400 (a day), or a time such as 500ms, 2m or 1h, not '0'; see portmanager serve --help")]
    [InlineData("serve --max-unread 5", "--max-unread expects 1048576 or more, not '5'; see portmanager serve --help")]
    [InlineData("serve --max-unread 9999999999", "--max-unread expects 1048576 to 2147483647, not '9999999999'; see portmanager serve --help")]
    [InlineData("serve --max-connections 0", "--max-connections expects 1 or more, not '0'; see portmanager serve --help")]
    [InlineData("serve --max-ports-per-user 65536", "--max-ports-per-user expects 1 to 65535, not '65536'; see portmanager serve --help")]
    [InlineData("serve -p 0", "--port-base expects a port, 1 to 65535, not '0'; see portmanager serve --help")]
    [InlineData("serve -n many", "--num-ports expects a number of ports, 1 to 65535, not 'many'; see portmanager serve --help")]
    [InlineData("serve -p 65000 -n 1000", "--port-base and --num-ports end at 65999; the last port is 65535")]
    [InlineData("serve -p 5 --ports 5-6", "give either --ports, or --port-base and --num-ports")]
    [InlineData("serve --duplicates maybe", "--duplicates expects number or refuse, not 'maybe'; see portmanager serve --help")]
    [InlineData(
        "serve --log /x/log --pidfile /x/log",
        "the log and the pid file are the same file /x/log: give each a path of its own, or /dev/null")]
    public async Task A_wrong_command_line_is_exit_code_2_and_a_sentence_that_says_what_is_expected(string line, string sentence) =>
        Assert.Equal(
            new ProgramResult(2, "", $"portmanager: {sentence}\n"),
            await PortManagerProgram.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public async Task An_empty_name_is_wrong() =>
        Assert.Equal(
            new ProgramResult(2, "", "portmanager: the name that SERVICE gives is empty; see portmanager get --help\n"),
            await PortManagerProgram.RunAsync("get", ""));

    [Fact]
    public async Task An_empty_folder_is_wrong() =>
        Assert.Equal(
            new ProgramResult(2, "", "portmanager: --state expects a folder, not ''; see portmanager serve --help\n"),
            await PortManagerProgram.RunAsync("serve", "--state", ""));

    [Theory]
    [InlineData("HOST", "list", "")]
    [InlineData("--host", "list", "--host", "")]
    [InlineData("--host", "find", "--host", "")]
    [InlineData("--host", "get", "a", "--host", "")]
    public async Task An_empty_host_is_wrong(string name, params string[] args) =>
        Assert.Equal(
            new ProgramResult(2, "", $"portmanager: {name} expects a host name or address, not ''; see portmanager {args[0]} --help\n"),
            await PortManagerProgram.RunAsync(args));

    [Theory]
    [InlineData("list", "--port", "1", "127.0.0.1")]
    [InlineData("find", "--port", "1", "--host", "127.0.0.1")]
    [InlineData("get", "a", "--port", "1", "--host", "127.0.0.1")]
    [InlineData("run", "a", "--port", "1", "--host", "127.0.0.1", "--", "true")]
    [InlineData("wait", "a", "--port", "1", "--host", "127.0.0.1")]
    [InlineData("watch", "--port", "1", "--host", "127.0.0.1")]
    public async Task Nobody_listens_and_the_exit_code_is_3(params string[] args) =>
        Assert.Equal(
            new ProgramResult(3, "", "portmanager: cannot connect to 127.0.0.1 port 1: connection refused\n"),
            await PortManagerProgram.RunAsync(args));

    [Fact]
    public async Task A_port_behind_the_host_is_shown_its_place() =>
        Assert.EndsWith(
            " (the port goes to --port)\n",
            (await PortManagerProgram.RunAsync("list", "127.0.0.1:41060")).Errors,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("DaqPortManager")]
    [InlineData("lsservices")]
    public async Task Under_another_name_errors_begin_with_it(string name)
    {
        using var link = new ProgramLink(name);
        Assert.Equal(
            new ProgramResult(2, "", $"{name}: unknown option '--bogus'; see {name} --help\n"),
            await link.RunAsync("--bogus"));
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_named() =>
        Assert.StartsWith(
            "portmanager: cannot connect to the port manager on no-such-host.invalid: ",
            (await PortManagerProgram.RunAsync("find", "--host", "no-such-host.invalid")).Errors,
            StringComparison.Ordinal);
}
