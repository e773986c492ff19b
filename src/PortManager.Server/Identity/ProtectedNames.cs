namespace PortManager.Server.Identity;

/// <summary>Which names only certain users may advertise.</summary>
internal sealed class ProtectedNames(IReadOnlyList<ProtectedName> names)
{
    /// <summary>Whether a name is protected.</summary>
    public bool Covers(string service)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Covers(service))
                return true;
        }

        return false;
    }

    /// <summary>Whether a user may advertise a name.</summary>
    public bool Allows(string service, VerifiedUser user) => !Covers(service) || UsersOf(service).Any(user.Is);

    /// <summary>The users who may advertise a protected name.</summary>
    public IEnumerable<string> UsersOf(string service) => names.Where(name => name.Covers(service)).SelectMany(name => name.Users).Distinct();
}
