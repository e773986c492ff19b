using System.CommandLine;

namespace PortManager.Cli.Help;

/// <summary>The help of a command, except its description, arguments and options.</summary>
/// <param name="Usage">The command line.</param>
internal sealed record Manual(string Usage)
{
    /// <summary>The option that shows it.</summary>
    public const string OptionName = "--help";

    /// <summary>Paragraphs of text.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The verb in <see cref="Errors.ExitCode.Table"/>; null if it is the name of the command.</summary>
    public string? Verb { get; init; }

    /// <summary>The codes of <see cref="Errors.ExitCode.Table"/> that the command can end with.</summary>
    public IReadOnlyList<string> ExitCodes { get; init; } = [];

    /// <summary>Gives a command its <c>--help</c>.</summary>
    // The parser's own option for that looks its description up in a resource, which takes longer than all else that it does.
    public void AddTo(Command command) =>
        command.Options.Add(new Option<bool>(OptionName, "-h")
        {
            Arity = ArgumentArity.Zero,
            Description = "Show this help.",
            Action = new ManualAction(command, this),
        });
}
