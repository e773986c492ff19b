namespace PortManager.Cli.Native;

/// <summary>The descriptors 0, 1 and 2, which every program is expected to have.</summary>
internal static class StandardDescriptors
{
    private const string Nothing = "/dev/null";

    /// <summary>Opens those that are closed on nothing. Otherwise a socket would get the number, and what is printed.</summary>
    public static void Open()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            // The lowest free number is given out: this one.
            if (PosixCalls.Control(descriptor, PosixCalls.GetDescriptorFlags) < 0)
                _ = PosixCalls.Open(Nothing, PosixCalls.ReadWrite);
        }
    }
}
