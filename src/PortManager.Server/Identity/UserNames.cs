using System.Collections.Concurrent;
using System.Globalization;
using PortManager.Server.Native;

namespace PortManager.Server.Identity;

/// <summary>The names of users. The directory service of a lab may be asked for them: one that is slow, or hangs, is not waited for.</summary>
internal sealed class UserNames
{
    private static readonly TimeSpan s_validFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<long, (string Name, long AskedAt)> _known = new();
    private readonly TimeProvider _time;
    private readonly Func<long, string?> _lookUp;
    private readonly LookUpThread<long> _thread;

    /// <param name="time">Tells how old a name is.</param>
    /// <param name="lookUp">Looks a name up, as <see cref="UserDatabase.NameOf"/>, which it is where nothing else is said.</param>
    public UserNames(TimeProvider time, Func<long, string?>? lookUp = null)
    {
        _time = time;
        _lookUp = lookUp ?? UserDatabase.NameOf;
        _thread = new LookUpThread<long>("names of users", Ask);
    }

    /// <summary>What a user without a name is called, or whose name is not known.</summary>
    public static string Number(long user) => user.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The name of a user id; the number itself for one that has no name; null when the system did not tell in time. A name that is
    /// old is asked for again, and used meanwhile.
    /// </summary>
    public ValueTask<string?> OfAsync(long user)
    {
        if (!_known.TryGetValue(user, out (string Name, long AskedAt) known))
            return _thread.AskAsync(user, s_patience);
        if (_time.GetElapsedTime(known.AskedAt) >= s_validFor)
            Prepare(user);
        return new ValueTask<string?>(known.Name);
    }

    /// <summary>Asks for a name, so that it is known later.</summary>
    public void Prepare(long user) => _ = _thread.AskAsync(user);

    /// <summary>The name as it was last told; the number for one that was never told, which is asked for now.</summary>
    public string LastKnown(long user)
    {
        if (_known.TryGetValue(user, out (string Name, long) known))
            return known.Name;
        Prepare(user);
        return Number(user);
    }

    private string? Ask(long user)
    {
        string? name = _lookUp(user);
        if (name is null && _known.TryGetValue(user, out (string Name, long) known))
            name = known.Name;
        if (name is not null)
            _known[user] = (name, _time.GetTimestamp());
        return name;
    }
}
