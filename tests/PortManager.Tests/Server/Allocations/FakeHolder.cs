using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A holder who leaves unnoticed when a test says so.</summary>
internal sealed class FakeHolder : Holder
{
    public bool Left { get; set; }

    public override bool HasLeft => Left;
}
