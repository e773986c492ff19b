using System.Text.RegularExpressions;

namespace PortManager.Tests.Documents;

/// <summary>SECURITY.md says by which tests each defence is shown.</summary>
public sealed partial class SecurityTests
{
    // tests/PortManager.Tests/bin/CONFIGURATION/FRAMEWORK
    private static readonly string s_root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(s_root, "SECURITY.md"));

    [Fact]
    public void Each_test_that_it_names_is_there_once()
    {
        string[] tests = Directory.GetFiles(Path.Combine(s_root, "tests"), "*Tests.cs", SearchOption.AllDirectories);
        string[] named = [.. s_lines.SelectMany(line => TestName().Matches(line)).Select(match => match.Groups[1].Value).Distinct()];

        Assert.NotEmpty(named);
        // A folder of tests is named as the last part of its namespace is, for a project too.
        Assert.All(named, name => Assert.Single(tests, file => file.Replace('.', '/').EndsWith($"/{name}/cs", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_threat_and_each_part_that_reads_has_a_test()
    {
        string[] rows =
        [
            .. s_lines
                .SkipWhile(line => !line.StartsWith("## What is defended", StringComparison.Ordinal))
                .TakeWhile(line => !line.StartsWith("## What is not", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.EndsWith("| shown by |", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Matches(TestName(), row.Split(" | ")[^1]));
    }

    // `Folder/ClassTests`
    [GeneratedRegex("`([A-Za-z/]+/[A-Za-z]+Tests)`")]
    private static partial Regex TestName();
}
