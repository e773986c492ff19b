using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PortManager.Server.Allocations;

/// <summary>
/// Which name each allocation is advertised under: the rules of SPEC section 2, "Several instances of one service by
/// one user". No two allocations of a user have the same name.
/// </summary>
/// <param name="isProtected">Whether only certain users may advertise a name.</param>
internal sealed class AdvertisedNames(Func<string, bool> isProtected)
{
    private readonly Dictionary<(string User, string Service), Allocation> _byName = [];
    private readonly Dictionary<(string User, string Service), Instances> _instances = [];

    public bool TryFind(string user, string service, [NotNullWhen(true)] out Allocation? allocation) =>
        _byName.TryGetValue((user, service), out allocation);

    /// <summary>The name for a further allocation: the plain one where it is free, else the first free number's.</summary>
    public string Choose(string user, string requested)
    {
        if (!_byName.ContainsKey((user, requested)))
            return requested;
        bool mayBeProtected = isProtected(requested);
        int number = InstancesOf(user, requested).TakeNumber(IsTaken);
        return Numbered(requested, number);

        bool IsTaken(int n)
        {
            string name = Numbered(requested, n);
            return _byName.ContainsKey((user, name)) || (!mayBeProtected && isProtected(name));
        }
    }

    /// <summary>Takes back a name that <see cref="Choose"/> gave, and that nothing was allocated under.</summary>
    public void GiveBack(string user, string requested, string name)
    {
        if (name == requested)
            return;
        Instances instances = InstancesOf(user, requested);
        if (instances.IsEmpty)
            _instances.Remove((user, requested));
        else
            ReturnNumber(user, name);
    }

    /// <summary>Enters an allocation under the name that <see cref="Choose"/> gave, now or before a restart.</summary>
    public void Add(Allocation allocation)
    {
        _byName.Add((allocation.User, allocation.Service), allocation);
        if (allocation.IsNumbered)
            InstancesOf(allocation.User, allocation.Requested).Add(allocation);
    }

    /// <summary>Takes an allocation's name away.</summary>
    /// <returns>The allocation that has to take that name over; null when none has.</returns>
    public Allocation? Remove(Allocation allocation)
    {
        _byName.Remove((allocation.User, allocation.Service));
        if (_instances.Count == 0)
            return null;
        Forget(allocation);
        return HeirOf(allocation.User, allocation.Service);
    }

    /// <summary>The allocation that has to take over a name which its holder has given up; null if somebody has it, or nobody asked for it.</summary>
    public Allocation? HeirOf(string user, string service) =>
        !_byName.ContainsKey((user, service)) && _instances.TryGetValue((user, service), out Instances? heirs) ? heirs.Oldest : null;

    /// <summary>Gives an allocation the plain name that it asked for, which has just become free.</summary>
    public void Promote(Allocation allocation)
    {
        _byName.Remove((allocation.User, allocation.Service));
        Forget(allocation);
        allocation.Service = allocation.Requested;
        _byName.Add((allocation.User, allocation.Service), allocation);
    }

    private static string Numbered(string service, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{service}_{number}");

    private Instances InstancesOf(string user, string requested)
    {
        if (!_instances.TryGetValue((user, requested), out Instances? instances))
            _instances.Add((user, requested), instances = new Instances());
        return instances;
    }

    private void Forget(Allocation allocation)
    {
        var group = (allocation.User, allocation.Requested);
        if (_instances.TryGetValue(group, out Instances? instances) && instances.Remove(allocation) && instances.IsEmpty)
            _instances.Remove(group);

        // The name may have been asked for as it is, and yet have been in the way of a number.
        ReturnNumber(allocation.User, allocation.Service);
    }

    private void ReturnNumber(string user, string name)
    {
        int underscore = name.LastIndexOf('_');
        if (underscore > 0
            && int.TryParse(name.AsSpan(underscore + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && _instances.TryGetValue((user, name[..underscore]), out Instances? others))
            others.ReturnNumber(number);
    }
}
