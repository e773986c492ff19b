using PortManager.Native.Handles;

namespace PortManager.Native.Interface;

/// <summary>The edge: here exceptions become statuses. None may leave, since what called knows no exceptions.</summary>
internal static class Calls
{
    /// <summary>Runs a call that does not wait.</summary>
    public static Status Run(Action call) => Run(() =>
    {
        call();
        return true;
    });

    /// <summary>Runs a call.</summary>
    /// <param name="call">The call; gives false when it has to wait, and may not.</param>
    public static Status Run(Func<bool> call)
    {
        try
        {
            return call() ? Status.Ok : Status.Again;
        }
        catch (Exception e)
        {
            return LastError.Keep(e);
        }
    }

    /// <summary>Runs a call on a handle.</summary>
    public static Status Run(ulong handle, Func<Handle, bool> call) => Run(() => call(HandleTable.Find(handle)));

    /// <inheritdoc cref="Run(ulong, Func{Handle, bool})"/>
    public static Status Run(ulong handle, Action<Handle> call) => Run(() => call(HandleTable.Find(handle)));
}
