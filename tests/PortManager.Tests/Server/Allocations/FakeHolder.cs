using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A holder who leaves unnoticed when a test says so.</summary>
internal sealed class FakeHolder : Holder
{
    public bool Left { get; set; }

    public override long Id => 0;

    public override long? Owner => null;

    public override long RequestPosition => 0;

    public override bool HasLeft => Left;
}
