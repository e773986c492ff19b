using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("portmanager w", "wait watch")]
    [InlineData("portmanager list --h", "--help --host")]
    [InlineData("portmanager completion ", "--help -h bash fish zsh")]
    [InlineData("portmanager serve --duplicates ", "number refuse")]
    [InlineData("portmanager run a -- ", "")]
    [InlineData("portmanager serve --log ", "")]
    public async Task Bash_completes_commands_options_and_values(string line, string candidates)
    {
        using var link = new ProgramLink("portmanager");
        // What bash itself sets up when the tabulator key is pressed at the end of a line.
        const string Script = """
            PATH="$2:$PATH"
            source <(portmanager completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<< "$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _portmanager
            echo "${COMPREPLY[*]}"
            complete -p portmanager
            """;
        await using RunningProgram bash = RunningProgram.Start("/bin/bash", ["-c", Script, "bash", line, link.Folder]);

        string output = $"{candidates}\ncomplete -o default -F _portmanager portmanager\n";
        Assert.Equal(new ProgramResult(0, output, ""), await bash.ResultAsync());
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _portmanager portmanager\n")]
    [InlineData("zsh", "#compdef portmanager\n")]
    [InlineData("fish", "complete --command portmanager ")]
    public async Task There_is_a_script_for_each_shell(string shell, string line)
    {
        ProgramResult result = await PortManagerProgram.RunAsync("completion", shell);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains(line, result.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", result.Output, StringComparison.Ordinal);
    }
}
