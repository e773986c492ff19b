using System.Globalization;

namespace PortManager.Server.Systemd;

/// <summary>
/// The names under which systemd stores connections. It passes all of them to the next process in one environment string, LISTEN_FDNAMES, and
/// Linux allows 128 KiB for one string (MAX_ARG_STRLEN): a longer one would mean that the daemon can never be started again. So most connections
/// share the shortest name. The first ones have a name each, by which one that lives on can be removed.
/// </summary>
internal sealed class StoredNames
{
    private const string Shared = "c";
    private const int WithNameOfTheirOwn = 1024;

    /// <summary>What the names may add up to, with the colon before each; the rest is for the ledger, the listeners and the variable's name.</summary>
    private const int MaxBytes = (128 * 1024) - 1024;

    private int _bytes;

    /// <summary>The name for the connection with an entry of the ledger.</summary>
    public static string Of(int entry) =>
        entry < WithNameOfTheirOwn ? string.Create(CultureInfo.InvariantCulture, $"{Shared}{entry:x}") : Shared;

    /// <summary>Whether a name is that of a connection.</summary>
    public static bool IsConnection(string name) =>
        name == Shared
        || (name.StartsWith(Shared, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Shared.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _));

    /// <summary>Whether no other connection has the name.</summary>
    public static bool IsUnique(string name) => name != Shared;

    /// <summary>Counts a name that is to be stored.</summary>
    /// <returns>False if there is no room for it; it must not be stored then.</returns>
    public bool TryAdd(string name)
    {
        if (_bytes + Length(name) > MaxBytes)
            return false;
        _bytes += Length(name);
        return true;
    }

    /// <summary>Counts a name that is stored no longer.</summary>
    public void Remove(string name) => _bytes -= Length(name);

    private static int Length(string name) => name.Length + 1;
}
