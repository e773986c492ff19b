using System.Reflection;
using System.Runtime.InteropServices;
using ArchUnitNET.Loader;
using PortManager.Server;

namespace PortManager.Tests.Rooms;

/// <summary>What the daemon's rooms may name of the world outside.</summary>
public class PureRoomTests
{
    // What reads or writes the world, or waits for it. The time comes from a TimeProvider.
    private static readonly string[] s_impure =
    [
        "System.Net.Sockets.", "System.IO.File", "System.IO.Directory", "System.IO.Stream", "System.Threading.Thread", "System.Threading.Tasks.",
        "System.Threading.Timer", "System.Threading.Lock", "System.Threading.Monitor", "System.Threading.SemaphoreSlim", "System.Diagnostics.Process",
        "System.Environment", "System.Console",
    ];

    private static readonly ArchUnitNET.Domain.Architecture s_server = new ArchLoader().LoadAssembly(typeof(Product).Assembly).Build();

    [Theory]
    [InlineData("PortManager.Server.Pool")]
    [InlineData("PortManager.Server.Allocations")]
    [InlineData("PortManager.Server.Sessions")]
    public void A_pure_room_names_no_socket_file_thread_or_task(string room)
    {
        string[] wrong =
        [
            .. from type in s_server.Types
               where type.Namespace.FullName == room
               from dependency in type.Dependencies
               let used = dependency.Target.FullName
               where s_impure.Any(i => used.StartsWith(i, StringComparison.Ordinal))
               select $"{type.FullName} uses {used}",
        ];

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Only_the_rooms_of_the_web_name_ASP_NET_Core()
    {
        string[] rooms =
        [
            .. from type in s_server.Types
               from dependency in type.Dependencies
               where dependency.Target.FullName.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
               select type.Namespace.FullName,
        ];

        Assert.NotEmpty(rooms);
        Assert.All(rooms.Distinct(), room => Assert.StartsWith("PortManager.Server.Web", room, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_one_room_names_etcd()
    {
        string[] rooms =
        [
            .. from type in s_server.Types
               from dependency in type.Dependencies
               where dependency.Target.FullName.StartsWith("PortManager.Lab.Etcd.", StringComparison.Ordinal)
               select type.Namespace.FullName,
        ];

        Assert.Equal("PortManager.Server.Lab", Assert.Single(rooms.Distinct()));
    }

    [Fact]
    public void Only_Native_and_Systemd_call_the_system_by_themselves()
    {
        IEnumerable<string?> rooms =
            from type in typeof(Product).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where method.GetCustomAttribute<DllImportAttribute>() is not null || method.GetCustomAttribute<LibraryImportAttribute>() is not null
            select type.Namespace;

        Assert.Equal(["PortManager.Server.Native", "PortManager.Server.Systemd"], rooms.Distinct().Order());
    }
}
