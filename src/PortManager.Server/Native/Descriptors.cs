using System.ComponentModel;

namespace PortManager.Server.Native;

/// <summary>How many file descriptors this process may have.</summary>
internal static class Descriptors
{
    /// <summary>Raises the limit as far as the system lets an ordinary user, and gives what it is then.</summary>
    public static int RaiseLimit()
    {
        if (LibC.GetResourceLimit(LibC.ResourceDescriptors, out LibC.ResourceLimit limit) != 0)
            return 1024;
        if (limit.Soft < limit.Hard)
        {
            var raised = limit with { Soft = limit.Hard };
            if (LibC.SetResourceLimit(LibC.ResourceDescriptors, raised) == 0)
                limit = raised;
        }

        return (int)Math.Min(limit.Soft, int.MaxValue);
    }

    /// <summary>Whether the process can have so many more now.</summary>
    public static bool AreFree(int count)
    {
        var opened = new List<EventDescriptor>(count);
        try
        {
            while (opened.Count < count)
                opened.Add(new EventDescriptor());
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
        finally
        {
            opened.ForEach(d => d.Dispose());
        }
    }
}
