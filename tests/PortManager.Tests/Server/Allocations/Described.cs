using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

/// <summary>Changes of a registry as text.</summary>
internal static class Described
{
    public static string Change(Change change)
    {
        string sign = change.Kind switch
        {
            ChangeKind.Added => "+",
            ChangeKind.Removed => "-",
            ChangeKind.Moved => "moved",
            _ => "grace ended",
        };
        return $"{(change.IsRename ? "rename " : "")}{sign} {change.Port} {change.Service} {change.Allocation?.User}".TrimEnd();
    }
}
