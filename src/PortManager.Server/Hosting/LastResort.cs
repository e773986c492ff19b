using PortManager.Server.Logging;
using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>
/// Ends the process if it was told to end and does not: what it waits for, such as a file system, may never answer. The journal has every change
/// already, so nothing is lost by it.
/// </summary>
/// <param name="console">Is told.</param>
internal sealed class LastResort(OperatorConsole console) : IDisposable
{
    private const int Failed = 1;

    // Normally it takes milliseconds.
    private static readonly TimeSpan s_patienceWithLoop = TimeSpan.FromMilliseconds(900);

    // What follows has limits of its own, which are shorter together.
    private static readonly TimeSpan s_patienceWithRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lastWordsTimeout = TimeSpan.FromMilliseconds(50);

    private readonly ManualResetEventSlim _loopHasEnded = new();
    private readonly ManualResetEventSlim _allHasEnded = new();
    private int _isArmed;

    /// <summary>The process is to end from here on. May be called several times.</summary>
    public void Arm()
    {
        if (Interlocked.Exchange(ref _isArmed, 1) == 0)
            new Thread(Watch) { Name = "end", IsBackground = true }.Start();
    }

    /// <summary>The loop serves no more.</summary>
    public void LoopHasEnded() => _loopHasEnded.Set();

    /// <summary>All has ended in good order.</summary>
    public void Dispose() => _allHasEnded.Set();

    private void Watch()
    {
        if (_loopHasEnded.Wait(s_patienceWithLoop) && _allHasEnded.Wait(s_patienceWithRest))
            return;
        console.Warn("ended without what it waited for: a file system, such as that of the state folder, does not answer");
        console.Finish(s_lastWordsTimeout);
        LibC.Exit(Failed);
    }
}
