namespace PortManager.Cli.Signals;

/// <summary>The signal numbers of Linux. .NET has names for only some of them.</summary>
internal static class SignalNumber
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;
    public const int BackgroundRead = 21;
    public const int WindowSize = 28;
}
