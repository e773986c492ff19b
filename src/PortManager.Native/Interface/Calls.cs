using PortManager.Native.Errors;
using PortManager.Native.Handles;

namespace PortManager.Native.Interface;

/// <summary>Turns exceptions into statuses at the edge of the library. None may escape: C has no exceptions.</summary>
internal static class Calls
{
    /// <summary>Runs a call that does not block.</summary>
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
    /// <param name="call">The call. It returns false if it was not done within the blocking timeout.</param>
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

    /// <summary>Runs a call on a handle that does not block.</summary>
    public static Status Run(ulong handle, Action<Handle> call) => Run(() => call(HandleTable.Find(handle)));
}
