using PortManager.Native.Errors;
using PortManager.Native.Handles;

namespace PortManager.Native.Interface;

/// <summary>The edge: here exceptions become statuses. None may leave, since what called knows no exceptions.</summary>
internal static class Calls
{
    /// <summary>Runs a call that does not wait.</summary>
    public static Status Run(Action call)
    {
        try
        {
            call();
            return Status.Ok;
        }
        catch (Exception e)
        {
            return LastError.Keep(e);
        }
    }

    /// <summary>Runs a call on a handle.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="call">The call; gives false when it has to wait longer than it may.</param>
    public static Status Run(ulong handle, Func<Handle, bool> call)
    {
        try
        {
            return call(HandleTable.Find(handle)) ? Status.Ok : Status.Again;
        }
        catch (Exception e)
        {
            return LastError.Keep(e);
        }
    }

    /// <summary>Runs a call on a handle that does not wait.</summary>
    public static Status Run(ulong handle, Action<Handle> call) => Run(() => call(HandleTable.Find(handle)));
}
