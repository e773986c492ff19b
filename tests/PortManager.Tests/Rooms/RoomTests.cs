using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace PortManager.Tests.Rooms;

/// <summary>
/// The rooms of each project: its folders, which are its namespaces. Each project has one table, lowest room first. A room may use
/// the rooms before it in its table, so that there is no circle.
/// </summary>
// A constant of another room is not seen: the compiler puts its value in its place.
public class RoomTests
{
    private static readonly Dictionary<string, string[]> s_tables = new()
    {
        ["PortManager"] =
        [
            "PortManager",
            "PortManager.Protocol",
            "PortManager.Client",
        ],
        ["PortManager.Extensions.Hosting"] = ["PortManager.Extensions.Hosting"],
        ["PortManager.Testing"] = ["PortManager.Testing"],
        ["PortManager.Lab"] =
        [
            "PortManager.Lab.Etcd",
            "PortManager.Lab",
        ],
        ["PortManager.Server"] =
        [
            "PortManager.Server.Native",
            "PortManager.Server.Pool",
            "PortManager.Server.Files",
            "PortManager.Server.Listening",
            "PortManager.Server",
            "PortManager.Server.Logging",
            "PortManager.Server.Allocations",
            "PortManager.Server.Identity",
            "PortManager.Server.Journal",
            "PortManager.Server.Systemd",
            "PortManager.Server.Connections",
            "PortManager.Server.Events",
            "PortManager.Server.Recovery",
            "PortManager.Server.Status",
            "PortManager.Server.Sessions",
            "PortManager.Server.Loop",
            "PortManager.Server.Lab",
            "PortManager.Server.LabView",
            "PortManager.Server.Web.Http",
            "PortManager.Server.Web.Api",
            "PortManager.Server.Web.OpenApi",
            "PortManager.Server.Web",
            "PortManager.Server.Hosting",
        ],
        ["libportmanager"] =
        [
            "PortManager.Native.Errors",
            "PortManager.Native.Sockets",
            "PortManager.Native.Steps",
            "PortManager.Native.Handles",
            "PortManager.Native.Interface",
        ],
        ["PortManager.Cli"] =
        [
            "PortManager.Cli.Errors",
            "PortManager.Cli.Native",
            "PortManager.Cli.Signals",
            "PortManager.Cli.Processes",
            "PortManager.Cli.Output",
            "PortManager.Cli.Help",
            "PortManager.Cli.Commands",
            "PortManager.Cli.Names",
            "PortManager.Cli.Usage",
            "PortManager.Cli",
        ],
    };

    public static TheoryData<string> Projects => [.. s_tables.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_room_is_in_the_table(string project) =>
        Assert.Equal(s_tables[project].Order(), TypesOf(project).Select(Room).Distinct().Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_uses_only_the_rooms_before_it(string project)
    {
        string[] table = s_tables[project];
        string[] wrong =
        [
            .. from type in TypesOf(project)
               from dependency in type.Dependencies
               let used = dependency.Target
               where used is not GenericParameter && Array.IndexOf(table, Room(used)) > Array.IndexOf(table, Room(type))
               select $"{type.FullName} uses {used.FullName}",
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Distinct().Order()));
    }

    /// <summary>The types that the project declares, without those that the compiler adds in namespaces of its own.</summary>
    private static IEnumerable<IType> TypesOf(string project) =>
        new ArchLoader().LoadAssembly(System.Reflection.Assembly.Load(project)).Build().Types
            .Where(type => $"{Room(type)}.".StartsWith("PortManager.", StringComparison.Ordinal));

    // A type parameter may have none.
    private static string? Room(IType type) => type.Namespace?.FullName;
}
