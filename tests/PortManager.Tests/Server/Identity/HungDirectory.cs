using System.Collections.Concurrent;

namespace PortManager.Tests.Server.Identity;

/// <summary>A directory service that answers when a test lets it.</summary>
internal sealed class HungDirectory : IDisposable
{
    private readonly ManualResetEventSlim _answers = new(initialState: true);

    /// <summary>What it is asked for, in order.</summary>
    public ConcurrentQueue<long> Asked { get; } = new();

    /// <summary>The threads that asked.</summary>
    public ConcurrentQueue<Thread> Threads { get; } = new();

    /// <summary>What it says; null where it fails.</summary>
    public Func<long, string?> Name { get; set; } = user => $"user{user}";

    public void Hang() => _answers.Reset();

    public void Recover() => _answers.Set();

    public string? LookUp(long user)
    {
        Asked.Enqueue(user);
        Threads.Enqueue(Thread.CurrentThread);
        _answers.Wait(Patience.Limit);
        return Name(user);
    }

    public void Dispose() => _answers.Set();
}
