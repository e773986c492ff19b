using PortManager.Server;

namespace PortManager.Tests.Server;

public sealed class DaemonFilesTests
{
    private static readonly PortManagerServerOptions s_defaults = new();

    public static TheoryData<PortManagerServerOptions, string?> Places => new()
    {
        { s_defaults, null },
        { s_defaults with { LogFile = "/a", PidFile = "/a" }, Same("log and the pid file", "/a") },
        { s_defaults with { UsageFile = "/a/b", PortFile = "/a/c/../b" }, Same("usage file and the port file", "/a/b") },
        { s_defaults with { LogFile = Path.GetFullPath("b"), UsageFile = "b" }, Same("log and the usage file", Path.GetFullPath("b")) },
        { s_defaults with { PidFile = s_defaults.PortFile }, Same("port file and the pid file", s_defaults.PortFile) },
        { s_defaults with { LogFile = "/a", PortFile = "/a", PidFile = "/a" }, Same("log and the port file and the pid file", "/a") },
        { s_defaults with { LogFile = "/dev/null", UsageFile = "/dev/null", PortFile = "/dev/null", PidFile = "/dev/null" }, null },
        { s_defaults with { LogFile = "", PidFile = "a\0b" }, null },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Each_of_the_files_has_a_path_of_its_own(PortManagerServerOptions options, string? problem) =>
        Assert.Equal(problem, options.Problem());

    private static string Same(string files, string path) =>
        $"the {files} are the same file {path}: give each a path of its own, or /dev/null";
}
