using System.CommandLine.Parsing;
using System.Net;
using PortManager.Server;
using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Cli.Commands;

/// <summary>Parses the values of the daemon's options.</summary>
internal static class ServeValues
{
    private const string Place = "PORT, ADDRESS:PORT or [ADDRESS]:PORT with a port up to 65535";

    public static ListenAddress[] Listen(ArgumentResult result) =>
        Values.ReadAll<ListenAddress>(result, ListenAddress.TryParse, Place, Hint);

    public static ListenAddress? ListenOnce(ArgumentResult result) => Listen(result) is [.., var address] ? address : null;

    public static PortRanges? Ports(ArgumentResult result) =>
        Values.Read<PortRanges>(result, PortRanges.TryParse, "ranges of ports from 1 to 65535 such as 30001-31000,32000-32100");

    public static IPNetwork[] Networks(ArgumentResult result) =>
        Values.ReadAll<IPNetwork>(result, IPNetwork.TryParse, "a network such as 172.17.0.0/16");

    public static ProtectedName[] Protected(ArgumentResult result) =>
        Values.ReadAll<ProtectedName>(result, ProtectedName.TryParse, "a service and its users such as RingMaster=root,fox");

    private static string Hint(string text) =>
        text.LastIndexOf(':') is > 0 and var colon && Uri.CheckHostName(text[..colon]) == UriHostNameType.Dns
            ? "; ADDRESS is a number such as 127.0.0.1, not a name"
            : "";

    public static IdentityMode? Identity(ArgumentResult result) =>
        Values.Read(result, (string text, out IdentityMode? mode) =>
        {
            mode = text switch
            {
                "off" => IdentityMode.Off,
                "warn" => IdentityMode.Warn,
                "enforce" => IdentityMode.Enforce,
                _ => null,
            };
            return mode is not null;
        }, "off, warn or enforce");

    public static DuplicatePolicy? Duplicates(ArgumentResult result) =>
        Values.Read(result, (string text, out DuplicatePolicy? policy) =>
        {
            policy = text switch
            {
                "number" => DuplicatePolicy.Number,
                "refuse" => DuplicatePolicy.Refuse,
                _ => null,
            };
            return policy is not null;
        }, "number or refuse");
}
