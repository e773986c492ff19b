namespace PortManager.Tests.Server.Loop;

/// <summary>A clock that stands still until a test says otherwise.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public void Pass(int milliseconds) => Interlocked.Add(ref _milliseconds, milliseconds);

    public override long GetTimestamp() => Interlocked.Read(ref _milliseconds);
}
