using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PortManager.Server.Native;

namespace PortManager.Server.Identity;

/// <summary>
/// The names of users. The directory service of a lab may be asked for them, which can hang: nobody waits for it. Safe for several threads.
/// </summary>
internal sealed class UserNames : IUserNames
{
    private static readonly TimeSpan s_validFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<long, (string Name, long AskedAt)> _known = new();
    private readonly TimeProvider _time;
    private readonly Func<long, string?> _lookUp;
    private readonly LookUpThread<long> _thread;

    /// <param name="time">Tells how old a name is.</param>
    /// <param name="lookUp">Looks a name up. Default: <see cref="UserDatabase.NameOf"/>.</param>
    public UserNames(TimeProvider time, Func<long, string?>? lookUp = null)
    {
        _time = time;
        _lookUp = lookUp ?? UserDatabase.NameOf;
        _thread = new LookUpThread<long>("names of users", Ask);
    }

    /// <summary>What a user without a name is called, or one whose name is not known.</summary>
    public static string Number(long user) => user.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name that is old is asked for again, and used meanwhile.</summary>
    public bool TryFind(long user, [NotNullWhen(true)] out string? name)
    {
        bool isKnown = _known.TryGetValue(user, out (string Name, long AskedAt) known);
        name = known.Name;
        if (isKnown && _time.GetElapsedTime(known.AskedAt) >= s_validFor)
            Prepare(user);
        return isKnown;
    }

    /// <summary>Asks for a name.</summary>
    /// <param name="user">The user id.</param>
    /// <param name="answered">Is called, on another thread, when there is an answer: <see cref="TryFind"/> has the name if the system told it.</param>
    public void Ask(long user, Action answered) => _thread.Ask(user, _ => answered());

    /// <summary>Asks for a name, so that it is known later.</summary>
    public void Prepare(long user) => _thread.Ask(user, null);

    /// <summary>Asks for a name if it is not known, and completes when the system has answered.</summary>
    public Task PrepareAsync(long user)
    {
        if (TryFind(user, out _))
            return Task.CompletedTask;
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(user, answered.SetResult);
        return answered.Task;
    }

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
