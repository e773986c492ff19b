using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A holder that leaves unnoticed when a test says so.</summary>
internal sealed class FakeHolder : Holder
{
    public bool Left { get; set; }

    /// <summary>Where its request begins that is being carried out.</summary>
    public long Position { get; set; }

    public override long Id => 0;

    public override long? Owner => null;

    public override long RequestPosition => Position;

    public override bool HasLeft => Left;
}
