using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>Every option of every verb, with what can be no value of it.</summary>
public sealed partial class WrongValueTests
{
    private const int Unexpected = 5;
    private static readonly string[] s_values = ["", "ü∞", "99999999999999999999"];

    [Theory]
    [InlineData("serve", "--check")]
    [InlineData("list")]
    [InlineData("find")]
    [InlineData("get", "s")]
    [InlineData("run", "s", "--", "true")]
    [InlineData("wait", "s")]
    [InlineData("watch")]
    [InlineData("status")]
    public async Task Is_never_an_unexpected_error(string verb, params string[] rest)
    {
        string help = (await PortManagerProgram.RunAsync(verb, "--help")).Output;
        string[] options = [.. Options().Matches(help).Select(match => match.Value.Trim()).Distinct()];
        Assert.NotEmpty(options);
        foreach ((string option, string value) in options.SelectMany(option => s_values.Select(value => (option, value))))
        {
            ProgramResult result = await PortManagerProgram.RunAsync([verb, option, value, .. Nowhere(verb, option), .. rest]);

            Assert.True(result.ExitCode != Unexpected && !result.Errors.Contains("please report", StringComparison.Ordinal), $"{verb} {option} '{value}': {result}");
        }
    }

    // Nobody listens there: what is right after all connects in vain.
    private static string[] Nowhere(string verb, string option) =>
        verb == "serve" ? [] : option == "--port" ? ["--host", "127.0.0.1"] : ["--port", "1"];

    [GeneratedRegex("^ *--[a-z-]+", RegexOptions.Multiline)]
    private static partial Regex Options();
}
