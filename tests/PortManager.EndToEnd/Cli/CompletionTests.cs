using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class CompletionTests
{
    // What bash itself sets up when the tabulator key is pressed at the end of a line.
    private const string Script = """
        PATH="$2:$PATH"
        source <(portmanager completion bash)
        COMP_LINE=$1 COMP_POINT=${#1}
        read -ra COMP_WORDS <<< "$1"
        [[ $1 == *' ' ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _portmanager
        echo "${COMPREPLY[*]}"
        complete -p "${COMP_WORDS[0]}"
        """;

    [Theory]
    [InlineData("portmanager w", "wait watch")]
    [InlineData("portmanager list --h", "--help --host --host-pattern")]
    [InlineData("portmanager completion ", "--help -h bash fish zsh")]
    [InlineData("portmanager serve --duplicates ", "number refuse")]
    [InlineData("portmanager run a -- portmanage", "portmanager")]
    [InlineData("portmanager run a -- portmanager --h", "")]
    [InlineData("DaqPortManager --dup", "--duplicates")]
    [InlineData("portman --num", "--num-ports")]
    [InlineData("lsservices --tim", "--timeout")]
    [InlineData("portmanager serve --log ", "")]
    public async Task Bash_completes_commands_options_and_values(string line, string candidates)
    {
        using var link = new ProgramLink("portmanager");
        await using RunningProgram bash = RunningProgram.Start("/bin/bash", ["-c", Script, "bash", line, link.Folder]);

        string output = $"{candidates}\ncomplete -o default -F _portmanager {line.Split(' ')[0]}\n";
        Assert.Equal(new ProgramResult(0, output, ""), await bash.ResultAsync());
    }

    [Theory]
    [InlineData("find Ring", "RingMaster RingMaster_1")]
    [InlineData("find --service R", "RingMaster RingMaster_1")]
    [InlineData("wait --user cer", "cerizza")]
    [InlineData("watch --user ", "cerizza fox")]
    public async Task Services_and_users_are_those_that_the_port_manager_lists(string words, string candidates)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        foreach (string request in (string[])["GIMME RingMaster fox", "GIMME RingMaster fox", "GIMME web cerizza", "GIMME {two words} fox"])
            client.Ask(request);
        using var link = new ProgramLink("portmanager");
        (string verb, string rest) = (words.Split(' ')[0], words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        await using RunningProgram bash = RunningProgram.Start("/bin/bash", ["-c", Script, "bash", $"portmanager {verb} --port {daemon.Port} {rest}", link.Folder]);

        ProgramResult result = await bash.ResultAsync();
        Assert.Equal((candidates, ""), (result.Output.Split('\n')[0], result.Errors));
    }

    [Theory]
    [InlineData("status daq", "daq1 daq2.lab")]
    [InlineData("list daq1 da", "daq1 daq2.lab")]
    [InlineData("find --host daq2", "daq2.lab")]
    public async Task Hosts_are_those_that_ssh_knows(string words, string candidates)
    {
        using var link = new ProgramLink("portmanager");
        Directory.CreateDirectory(Path.Combine(link.Folder, ".ssh"));
        await File.WriteAllTextAsync(
            Path.Combine(link.Folder, ".ssh/known_hosts"), "daq1,10.0.0.1 ssh-ed25519 dada\n|1|dag=|dag= ssh-rsa dada\ndaq2.lab ecdsa-sha2-nistp256 dada\n",
            TestContext.Current.CancellationToken);
        await using RunningProgram bash = RunningProgram.Start(
            "/usr/bin/env", [$"HOME={link.Folder}", "/bin/bash", "-c", Script, "bash", $"portmanager {words}", link.Folder]);

        ProgramResult result = await bash.ResultAsync();
        Assert.Equal((candidates, ""), (result.Output.Split('\n')[0], result.Errors));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _portmanager portmanager DaqPortManager portman lsservices\n")]
    [InlineData("zsh", "#compdef portmanager DaqPortManager portman lsservices\n")]
    [InlineData("fish", "complete --command $name ")]
    public async Task There_is_a_script_for_each_shell(string shell, string line)
    {
        ProgramResult result = await PortManagerProgram.RunAsync("completion", shell);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains(line, result.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", result.Output, StringComparison.Ordinal);
    }
}
