using PortManager.Lab;

namespace PortManager.Server.LabView;

/// <summary>A host of the lab.</summary>
/// <param name="Host">What its daemon says of it, or said last.</param>
/// <param name="State">current; behind (its services are listed, and its daemon does not publish any more); contested (another daemon wants its name); gone.</param>
/// <param name="Since">Since when it is gone, as far as this daemon has seen; null if it is not.</param>
internal sealed record LabHostFigures(LabHost Host, string State, DateTimeOffset? Since)
{
    public const string Current = "current";
    public const string Behind = "behind";
    public const string Contested = "contested";
    public const string Gone = "gone";

    public static IReadOnlyList<string> States { get; } = [Current, Behind, Contested, Gone];

    /// <summary>Whether it looks the same. Addresses are a list, which records compare by identity.</summary>
    public bool IsSame(LabHostFigures other) =>
        State == other.State
        && Since == other.Since
        && Host.Addresses.SequenceEqual(other.Host.Addresses)
        && Host == (other.Host with { Addresses = Host.Addresses });
}
