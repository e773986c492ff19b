using System.Buffers;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;

namespace PortManager.Server.Sessions;

/// <summary>
/// The latest changes, as the lines that watchers are told. All watchers share it. One that has fallen behind it is told a fresh listing instead
/// (SPEC section 4).
/// </summary>
/// <param name="registry">What is allocated.</param>
/// <param name="listings">Makes listings.</param>
/// <param name="names">Names of verified users.</param>
internal sealed class ChangeLog(Registry registry, Listings listings, IUserNames names)
{
    private const int Capacity = 4096;

    private Entry[] _ring = [];
    private long _first = registry.Version;

    /// <summary>The number of the latest change.</summary>
    public long Last { get; private set; } = registry.Version;

    /// <summary>Enters the latest changes of the registry.</summary>
    public void Add(IReadOnlyList<Change> changes)
    {
        if (_ring.Length == 0)
            _ring = new Entry[Capacity];
        for (int i = 0; i < changes.Count; i++)
            _ring[++Last % Capacity] = Entry.Of(changes[i], names);
        _first = Math.Max(_first, Last - Capacity);
    }

    /// <summary>Leaves changes out, as nobody watches.</summary>
    public void Skip(int changes)
    {
        _ring = [];
        Last += changes;
        _first = Last;
    }

    /// <summary>Writes what a watch has not been told: changes, or a listing if it has fallen behind.</summary>
    /// <param name="watch">The watch.</param>
    /// <param name="output">Takes it.</param>
    /// <param name="max">About how many bytes of changes are written at the most.</param>
    /// <returns>Whether changes were written, of which <see cref="Rewind"/> can take some back.</returns>
    public bool Write(Watch watch, Replies output, int max)
    {
        if (watch.Position < _first)
        {
            WriteListing(watch, output);
            return false;
        }

        for (; watch.Position < Last && output.Length < max; watch.Position++)
        {
            ref Entry entry = ref _ring[(watch.Position + 1) % Capacity];
            if (entry.Matches(watch.Filter))
                output.Write(entry.Line);
        }

        return true;
    }

    /// <summary>Takes back the last lines that were written for a watch: they could not be sent.</summary>
    /// <param name="watch">The watch.</param>
    /// <param name="lines">How many lines.</param>
    public void Rewind(Watch watch, int lines)
    {
        for (; lines > 0; watch.Position--)
        {
            if (_ring[watch.Position % Capacity].Matches(watch.Filter))
                lines--;
        }
    }

    private void WriteListing(Watch watch, Replies output)
    {
        if (watch.Filter == PortFilter.Everything)
            output.AddShared(listings.All);
        else
            listings.Write(output, watch.Filter);
        watch.Position = registry.Version;
    }

    /// <param name="Line">The line; empty for a change that no row shows.</param>
    /// <param name="Service">The service of the row.</param>
    /// <param name="User">The user of the row.</param>
    /// <param name="VerifiedUser">Its verified user, as it was called when this happened; null if the kernel does not tell.</param>
    private readonly record struct Entry(byte[] Line, string Service, string User, string? VerifiedUser)
    {
        public static Entry Of(Change change, IUserNames names)
        {
            if (change.Allocation is not { } allocation || change.Kind == ChangeKind.Moved)
                return new Entry([], "", "", null);
            var line = new ArrayBufferWriter<byte>(64);
            if (change.Kind == ChangeKind.Added)
                ReplyWriter.Added(line, change.Port, change.Service, allocation.User);
            else
                ReplyWriter.Removed(line, change.Port, change.Service, allocation.User);
            return new Entry(
                line.WrittenSpan.ToArray(), change.Service, allocation.User, change.Holder?.Owner is { } owner ? names.LastKnown(owner) : null);
        }

        public bool Matches(PortFilter filter) => Line.Length > 0 && filter.Matches(Service, User, VerifiedUser);
    }
}
