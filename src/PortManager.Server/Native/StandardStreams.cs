namespace PortManager.Server.Native;

/// <summary>Standard output and standard error, which the program that starts a daemon may have closed.</summary>
internal static class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>
    /// Drops what is written to one that is not there. Its number then is that of something that the runtime opened for
    /// itself, a pipe or a socket, and a line of text that is written to that can end the process.
    /// </summary>
    public static void ReplaceMissing()
    {
        if (!IsInherited(Output))
            Console.SetOut(TextWriter.Null);
        if (!IsInherited(Error))
            Console.SetError(TextWriter.Null);
    }

    // What came through exec is not close-on-exec, and all that the runtime opens is.
    private static bool IsInherited(int descriptor) => LibC.ControlFile(descriptor, LibC.GetDescriptorFlags) == 0;
}
