namespace PortManager.Cli.Native;

/// <summary>The error numbers of Linux that the command line distinguishes.</summary>
internal static class PosixErrno
{
    public const int NoSuchFile = 2;
    public const int InterruptedCall = 4;
    public const int InputOutput = 5;
    public const int NotAProgram = 8;
    public const int BadDescriptor = 9;
    public const int TryAgain = 11;
    public const int NoSpace = 28;
    public const int IllegalSeek = 29;
    public const int BrokenPipe = 32;
}
