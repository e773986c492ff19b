using System.Reflection;
using System.Runtime.Versioning;
using PortManager.Client;
using PortManager.Lab;

namespace PortManager.Tests.Rooms;

public class SystemCallTests
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // The compiler's platform analyser believes what a call says of itself.
    [Fact]
    public void A_call_of_the_system_in_a_library_that_is_shipped_says_for_which_systems_it_is()
    {
        MethodInfo[] calls =
        [
            .. from assembly in new[] { typeof(PortManagerClient).Assembly, typeof(LabDirectory).Assembly }
               from type in assembly.GetTypes()
               from method in type.GetMethods(All)
               where method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
               select method,
        ];

        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.True(call.IsDefined(typeof(OSPlatformAttribute)) || call.DeclaringType!.IsDefined(typeof(OSPlatformAttribute))));
    }
}
