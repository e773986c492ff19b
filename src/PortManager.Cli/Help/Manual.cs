using System.CommandLine;
using System.CommandLine.Help;

namespace PortManager.Cli.Help;

/// <summary>The help of a command, except its description, arguments and options.</summary>
/// <param name="Usage">The command line.</param>
internal sealed record Manual(string Usage)
{
    /// <summary>Paragraphs of text.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The verb in <see cref="Errors.ExitCode.Table"/>; null if it is the name of the command.</summary>
    public string? Verb { get; init; }

    /// <summary>The codes of <see cref="Errors.ExitCode.Table"/> that the command can end with.</summary>
    public IReadOnlyList<string> ExitCodes { get; init; } = [];

    /// <summary>Gives a command its <c>--help</c>.</summary>
    public void AddTo(Command command) =>
        command.Options.Add(new HelpOption("--help", "-h")
        {
            Description = "Show this help.",
            Recursive = false,
            Action = new ManualAction(command, this),
        });
}
