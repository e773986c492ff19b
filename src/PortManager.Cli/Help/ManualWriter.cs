using System.CommandLine;
using PortManager.Cli.Errors;

namespace PortManager.Cli.Help;

/// <summary>Writes the help of a command, in 80 columns.</summary>
internal static class ManualWriter
{
    private const int Width = 80;
    private const int MaxNameWidth = 28;
    private const string Indent = "  ";

    public static void Write(TextWriter output, Command command, Manual manual)
    {
        WriteLines(output, command.Description ?? "", Width, "");
        WriteTitle(output, "Usage");
        output.WriteLine(Indent + manual.Usage);
        WriteSection(output, "Commands", [.. command.Subcommands.Select(c => (c.Name, c.Description ?? ""))]);
        WriteSection(output, "Arguments", [.. command.Arguments.Select(a => (a.Name, a.Description ?? ""))]);
        WriteSection(output, "Options", [.. command.Options.Select(o => (NameOf(o), o.Description ?? ""))]);
        foreach (string note in manual.Notes)
        {
            output.WriteLine();
            WriteLines(output, note, Width, "");
        }

        if (manual.Examples.Count > 0)
            WriteTitle(output, "Examples");
        foreach (string example in manual.Examples)
            output.WriteLine(Indent + example);
        WriteSection(output, "Exit codes", [.. ExitCodes(command, manual)]);
    }

    private static IEnumerable<(string Code, string Meaning)> ExitCodes(Command command, Manual manual)
    {
        if (command.Subcommands.Count > 0)
            return ExitCode.Table.Select(row => (row.Code, row.Verb is null ? row.Meaning : $"{row.Verb}: {row.Meaning}"));
        string verb = manual.Verb ?? command.Name;
        return ExitCode.Table
            .Where(row => manual.ExitCodes.Contains(row.Code) && (row.Verb is null || row.Verb == verb))
            .GroupBy(row => row.Code)
            .Select(rows => (rows.Key, rows.Last().Meaning));
    }

    private static string NameOf(Option option)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(name => name.Length);
        return string.Join(", ", names) + (option.HelpName is null ? "" : $" {option.HelpName}");
    }

    private static void WriteTitle(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
    }

    private static void WriteSection(TextWriter output, string title, IReadOnlyList<(string Name, string Text)> rows)
    {
        if (rows.Count == 0)
            return;
        WriteTitle(output, title);
        int nameWidth = rows.Max(row => row.Name.Length <= MaxNameWidth ? row.Name.Length : 0);
        string margin = new(' ', Indent.Length + nameWidth + Indent.Length);
        foreach ((string name, string text) in rows)
        {
            bool isWide = name.Length > nameWidth;
            output.Write(Indent + (isWide ? name + output.NewLine + margin : name.PadRight(nameWidth) + Indent));
            WriteLines(output, text, Width - margin.Length, margin);
        }
    }

    /// <summary>Writes a text, broken between words. Every line but the first gets a margin.</summary>
    private static void WriteLines(TextWriter output, string text, int width, string margin)
    {
        int column = 0;
        foreach (string word in text.Split(' '))
        {
            bool fits = column + 1 + word.Length <= width;
            if (column > 0)
                output.Write(fits ? " " : output.NewLine + margin);
            output.Write(word);
            column = column == 0 || !fits ? word.Length : column + 1 + word.Length;
        }

        output.WriteLine();
    }
}
