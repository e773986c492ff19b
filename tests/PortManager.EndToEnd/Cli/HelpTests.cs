using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => ["serve", "list", "find", "get", "run", "wait", "watch", "status", "completion"];

    [Fact]
    public async Task The_program_names_its_verbs_and_its_exit_codes()
    {
        ProgramResult result = await PortManagerProgram.RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.All(Verbs, verb => Assert.Contains($"\n  {verb.Data} ", result.Output, StringComparison.Ordinal));
        string[] codes = ["0", "1", "2", "3", "4", "5", "126", "127", "128+N"];
        Assert.All(codes, code => Assert.Contains($"\n  {code} ", result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Each_verb_explains_itself_whatever_else_is_wrong(string verb)
    {
        ProgramResult result = await PortManagerProgram.RunAsync(verb, "--bogus", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.Contains($"\nUsage:\n  portmanager {verb} ", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nExit codes:\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "1", "could not start")]
    [InlineData("find", "1", "not found, refused by the port manager, not there in time")]
    [InlineData("run", "126", "the command cannot be executed")]
    [InlineData("get", "128+N", "ended by signal N")]
    public async Task An_exit_code_is_explained_without_what_other_verbs_mean_by_it(string verb, string code, string meaning)
    {
        string help = (await PortManagerProgram.RunAsync(verb, "--help")).Output;

        string line = Assert.Single(help.Split('\n'), line => line.StartsWith($"  {code} ", StringComparison.Ordinal));
        Assert.EndsWith($"  {meaning}", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Its_text_fits_80_columns(string verb)
    {
        string help = (await PortManagerProgram.RunAsync(verb, "-h")).Output;

        // Only an example, which people copy, is not to be broken.
        string examples = help[help.IndexOf("\nExamples:\n", StringComparison.Ordinal)..help.IndexOf("\nExit codes:\n", StringComparison.Ordinal)];
        Assert.DoesNotContain(help.Split('\n').Except(examples.Split('\n')), line => line.Length > 80);
    }

    [Theory]
    [InlineData("portmanager")]
    [InlineData("DaqPortManager")]
    [InlineData("lsservices")]
    public async Task The_version_is_one_line(string name)
    {
        using var link = new ProgramLink(name);
        ProgramResult result = await link.RunAsync("--version");

        Assert.Matches("^portmanager [0-9]+\\.[0-9]+\\.[0-9]+\n$", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help list", "list --help")]
    [InlineData("version", "--version")]
    public async Task The_words_that_people_guess_do_what_the_options_do(string guessed, string option) =>
        Assert.Equal(await PortManagerProgram.RunAsync(option.Split(' ')), await PortManagerProgram.RunAsync(guessed.Split(' ')));
}
