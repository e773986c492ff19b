using PortManager.Protocol;

namespace PortManager.Server.Allocations;

/// <summary>A filter that finds rows by the name of their user, or by that of their verified user.</summary>
/// <param name="filter">What is looked for.</param>
/// <param name="nameOf">The name of a verified user, as it was last told.</param>
internal sealed class RowFilter(PortFilter filter, Func<long, string> nameOf)
{
    // Rows are ordered by user: the same owner comes many times in a row.
    private long _owner = -1;
    private string? _name;

    public bool Matches(string service, string user, long? owner) =>
        filter.Matches(service, user) || (filter.User is not null && filter.Matches(service, user, NameOf(owner)));

    private string? NameOf(long? owner)
    {
        if (owner is not { } number)
            return null;
        if (number != _owner)
            (_owner, _name) = (number, nameOf(number));
        return _name;
    }
}
