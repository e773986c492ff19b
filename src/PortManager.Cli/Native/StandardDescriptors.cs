namespace PortManager.Cli.Native;

/// <summary>The descriptors 0, 1 and 2.</summary>
internal static class StandardDescriptors
{
    private const string Nothing = "/dev/null";

    /// <summary>
    /// Opens each one that is closed, on /dev/null. Otherwise a socket could get its number, and the program's output would go
    /// there.
    /// </summary>
    public static void Open()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            // open() returns the lowest free number: this one.
            if (PosixCalls.Control(descriptor, PosixCalls.GetDescriptorFlags) < 0)
                _ = PosixCalls.Open(Nothing, PosixCalls.ReadWrite);
        }
    }
}
