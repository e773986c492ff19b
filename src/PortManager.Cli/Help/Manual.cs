using System.CommandLine;
using System.CommandLine.Help;

namespace PortManager.Cli.Help;

/// <summary>What the help of a command says besides its description, its arguments and its options.</summary>
/// <param name="Usage">How it is called.</param>
internal sealed record Manual(string Usage)
{
    /// <summary>Paragraphs on what one has to know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The verb of <see cref="Errors.ExitCode.Table"/> that it is; null if its name is the command's.</summary>
    public string? Verb { get; init; }

    /// <summary>The codes of <see cref="Errors.ExitCode.Table"/> that it can end with.</summary>
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
