using System.CommandLine;
using System.Globalization;
using PortManager.Cli.Errors;
using PortManager.Cli.Output;
using PortManager.Server.Pool;

namespace PortManager.Cli.Commands;

/// <summary>The options for the pool: ranges, or the first port and a count, as the Rust daemon has them.</summary>
internal sealed class PoolOptions
{
    private const int DefaultBase = 31000;
    private const int DefaultCount = 1000;

    private readonly Option<PortRanges?> _ports = new("--ports")
    {
        HelpName = "LOW-HIGH[,...]",
        Description = $"The ports to give out: ranges and single ports (default: {PortRanges.Default}).",
        CustomParser = ServeValues.Ports,
    };

    private readonly Option<int?> _base = new("--port-base", "-p")
    {
        HelpName = "BASE",
        Description = $"Instead of --ports: the first port to give out (default: {DefaultBase}, when only --num-ports is given).",
        CustomParser = Values.Port,
    };

    private readonly Option<int?> _count = new("--num-ports", "-n")
    {
        HelpName = "COUNT",
        Description = "Instead of --ports: how many ports to give out "
            + $"(default: {DefaultCount}, when only --port-base is given).",
        CustomParser = result => Values.Number(result, 1, ushort.MaxValue, "a number of ports, 1 to 65535"),
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_ports);
        command.Options.Add(_base);
        command.Options.Add(_count);
    }

    /// <summary>Warns if the pool is a single port: a range may have been meant.</summary>
    public void WarnOfSinglePort(ParseResult parsed)
    {
        // 31000-31000 says that one port is meant.
        if (parsed.GetResult(_ports)?.Tokens is [.., { Value: var text }] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int only))
            ErrorOutput.Warn($"the pool is the one port {only}: a range is written {only}-{Math.Min(only + DefaultCount - 1, ushort.MaxValue)}");
    }

    /// <summary>Returns the pool; null if the command line does not give it.</summary>
    /// <exception cref="Failure">The options do not go together.</exception>
    public PortRanges? Read(ParseResult parsed)
    {
        PortRanges? ports = parsed.GetValue(_ports);
        int? first = parsed.GetValue(_base);
        int? count = parsed.GetValue(_count);
        if (first is null && count is null)
            return ports;
        if (ports is not null)
            throw new Failure(ExitCode.Usage, "give either --ports, or --port-base and --num-ports");

        int last = (first ?? DefaultBase) + (count ?? DefaultCount) - 1;
        if (last > ushort.MaxValue)
            throw new Failure(ExitCode.Usage, $"--port-base and --num-ports end at {last}; the last port is {ushort.MaxValue}");
        return PortRanges.Between(first ?? DefaultBase, last);
    }
}
