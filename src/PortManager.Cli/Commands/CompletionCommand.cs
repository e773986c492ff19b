using System.CommandLine;
using PortManager.Cli.Help;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager completion</c></summary>
internal static class CompletionCommand
{
    public const string Name = "completion";

    private static readonly Manual s_manual = new("portmanager completion bash|zsh|fish")
    {
        Examples =
        [
            "portmanager completion bash > /etc/bash_completion.d/portmanager",
            "portmanager completion zsh > /usr/local/share/zsh/site-functions/_portmanager",
            "portmanager completion fish > ~/.config/fish/completions/portmanager.fish",
            "source <(portmanager completion bash)",
        ],
        ExitCodes = ["0", "2", "5"],
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL")
        {
            Description = $"The shell: {string.Join(", ", CompletionScripts.Shells)}.",
            CustomParser = result => Values.Read<string>(
                result, CompletionScripts.TryGet, $"one of {string.Join(", ", CompletionScripts.Shells)}")!,
        };
        shell.CompletionSources.Add([.. CompletionScripts.Shells]);
        var command = new Command(Name, "Print the script that makes a shell complete commands and options.");
        command.Arguments.Add(shell);
        s_manual.AddTo(command);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(parsed.GetRequiredValue(shell)));
        return command;
    }
}
