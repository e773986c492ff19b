using System.CommandLine;
using System.CommandLine.Parsing;
using PortManager.Lab;

namespace PortManager.Cli.Commands;

/// <summary>Where the directory of the lab is: <c>--directory</c>, then PORTMANAGER_DIRECTORY, then the lab's file.</summary>
internal sealed class LabPlace
{
    public const string Variable = "PORTMANAGER_DIRECTORY";

    private const string Form = "addresses of etcd such as http://etcd1:2379,http://etcd2:2379";

    private readonly Option<string?> _directory = new("--directory") { HelpName = "URL[,URL...]", CustomParser = Directory };

    private readonly Option<string?> _file = new("--lab-file")
    {
        HelpName = "FILE",
        Description = $"The file with the lab's directory, prefix, ca, certificate, key and login (default: {LabFile.Default}).",
        CustomParser = Values.FileName,
    };

    /// <param name="description">What the option is for.</param>
    public LabPlace(string description) => _directory.Description = description;

    public void AddTo(Command command)
    {
        command.Options.Add(_directory);
        command.Options.Add(_file);
    }

    /// <summary>Returns whether the command line names a directory, or says that there is none.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_directory) is not null;

    /// <summary>Returns what is known of the directory.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="problem">What is wrong with the environment or the file, as a sentence; null if nothing is.</param>
    /// <returns>The directory; null if there is none.</returns>
    public LabOptions? Read(ParseResult parsed, out string? problem)
    {
        string? given = parsed.GetValue(_directory);
        problem = null;
        if (given == "none")
            return null;
        LabOptions? file = LabFile.Read(parsed.GetValue(_file) ?? LabFile.Default, out problem);
        if (problem is null && file is null && parsed.GetValue(_file) is { } named)
            problem = $"there is no {named}, which should say where the directory of the lab is";
        if ((given ?? Environment.GetEnvironmentVariable(Variable)) is not { Length: > 0 } text)
            return file;
        if (LabOptions.ParseEndpoints(text) is not { } endpoints)
        {
            problem = $"{Variable} should have {Form}";
            return null;
        }

        return (file ?? new LabOptions { Endpoints = endpoints }) with { Endpoints = endpoints };
    }

    private static string? Directory(ArgumentResult result) =>
        Values.Read(result, (string text, out string? value) => (value = text) == "none" || LabOptions.ParseEndpoints(text) is not null, $"{Form}, or none");
}
