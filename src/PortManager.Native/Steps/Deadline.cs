namespace PortManager.Native.Steps;

/// <summary>A point in time, and the message if something is not done by then.</summary>
internal sealed class Deadline
{
    /// <summary>No deadline.</summary>
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

    /// <summary>Returns the exception that says that the deadline has passed.</summary>
    public TimeoutException Passed() => new(_message());

    /// <summary>Returns the earlier one of two.</summary>
    public Deadline Or(Deadline other) => _until <= other._until ? this : other;

    /// <summary>Returns a wait for a socket, until this deadline.</summary>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public Wait For(int descriptor, short events)
    {
        ThrowIfPassed();
        return new Wait(descriptor, events, _until);
    }

    /// <summary>Returns a wait for time to pass, at most until this deadline.</summary>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public Wait For(TimeSpan time)
    {
        ThrowIfPassed();
        return new Wait(-1, 0, Math.Min(_until, Environment.TickCount64 + (long)time.TotalMilliseconds));
    }

    private void ThrowIfPassed()
    {
        if (HasPassed)
            throw Passed();
    }
}
