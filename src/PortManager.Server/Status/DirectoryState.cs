namespace PortManager.Server.Status;

/// <summary>How far the directory has what is allocated.</summary>
/// <param name="State">current, behind (etcd cannot be written) or conflict (another host publishes under the same name).</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Problem">What is wrong, as a phrase; null if nothing is.</param>
internal sealed record DirectoryFigures(string State, DateTimeOffset Since, string? Problem)
{
    public const string Current = "current";
    public const string Behind = "behind";
    public const string Conflict = "conflict";
}

/// <summary>Keeps the latest <see cref="DirectoryFigures"/>. Safe for several threads.</summary>
/// <param name="host">The name under which this host publishes.</param>
/// <param name="time">Tells the time.</param>
internal sealed class DirectoryState(string host, TimeProvider time)
{
    private volatile DirectoryFigures _now = new(DirectoryFigures.Behind, time.GetUtcNow(), "etcd has not been reached yet");

    public string Host => host;

    public DirectoryFigures Now => _now;

    /// <summary>Takes a state.</summary>
    /// <returns>The one before; null if it was the same one, maybe for another reason.</returns>
    public DirectoryFigures? Set(string state, string? problem)
    {
        DirectoryFigures before = _now;
        bool isSame = before.State == state;
        _now = new DirectoryFigures(state, isSame ? before.Since : time.GetUtcNow(), problem);
        return isSame ? null : before;
    }
}
