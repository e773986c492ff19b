namespace PortManager.Native.Steps;

/// <summary>When something has to be done, and what is to be said when it is not.</summary>
internal sealed class Deadline
{
    /// <summary>There is no hurry.</summary>
    public static readonly Deadline None = new(long.MaxValue, () => "");

    private readonly long _until;
    private readonly Func<string> _message;

    private Deadline(long until, Func<string> message)
    {
        _until = until;
        _message = message;
    }

    public static Deadline In(TimeSpan time, Func<string> message) =>
        new(Environment.TickCount64 + (long)Math.Ceiling(time.TotalMilliseconds), message);

    public bool HasPassed => _until != long.MaxValue && Environment.TickCount64 >= _until;

    /// <summary>The earlier one of two.</summary>
    public Deadline Or(Deadline other) => _until <= other._until ? this : other;

    /// <summary>A wait for a socket that ends now.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public Wait For(int descriptor, short events)
    {
        ThrowIfPassed();
        return new Wait(descriptor, events, _until);
    }

    /// <summary>A wait for time to pass.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public Wait For(TimeSpan time)
    {
        ThrowIfPassed();
        return new Wait(-1, 0, Math.Min(_until, Environment.TickCount64 + (long)time.TotalMilliseconds));
    }

    private void ThrowIfPassed()
    {
        if (HasPassed)
            throw new TimeoutException(_message());
    }
}
