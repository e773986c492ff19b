using PortManager.Lab;

namespace PortManager.Server.LabView;

/// <summary>The hosts of the lab, and those that have gone a while ago at the most. Not safe for several threads.</summary>
internal sealed class LabHosts
{
    /// <summary>How long a host is shown that is gone.</summary>
    public static readonly TimeSpan GoneFor = TimeSpan.FromHours(1);

    /// <summary>How many hosts that are gone are shown.</summary>
    public const int MaxGone = 500;

    private readonly Dictionary<string, Entry> _known = [];

    /// <summary>The hosts that are there, or have been lately, by name.</summary>
    public IReadOnlyList<LabHostFigures> All => [.. _known.Values.Select(e => e.Figures).OrderBy(f => f.Host.Name, StringComparer.Ordinal)];

    /// <summary>Takes all hosts that there are.</summary>
    /// <returns>Those that are different now.</returns>
    public List<LabHostFigures> Replace(LabListing listing, DateTimeOffset now)
    {
        var changed = new List<LabHostFigures>();
        var present = listing.Hosts.ToDictionary(h => h.Name);
        var contested = listing.Contested.ToHashSet();
        var names = listing.Services.Select(s => s.Host).ToHashSet();
        foreach (string name in present.Keys.Union(names).Union(_known.Keys).ToArray())
            Set(name, present.GetValueOrDefault(name), names.Contains(name), contested.Contains(name), now, changed);
        return changed;
    }

    /// <summary>Takes a change of one.</summary>
    /// <param name="change">The change.</param>
    /// <param name="hasServices">Whether services of it are listed.</param>
    /// <param name="now">The time.</param>
    /// <returns>The host if it is different now, else null.</returns>
    public LabHostFigures? Take(LabHostChange change, bool hasServices, DateTimeOffset now)
    {
        Entry? before = _known.GetValueOrDefault(change.Name);
        var changed = new List<LabHostFigures>();
        Set(
            change.Name,
            change.IsRival ? before?.Present : change.Host,
            hasServices,
            change.IsRival ? change.Host is not null : before?.IsContested == true,
            now,
            changed);
        return changed.FirstOrDefault();
    }

    /// <summary>Looks again at a host of which services came or went.</summary>
    public LabHostFigures? Look(string name, bool hasServices, DateTimeOffset now)
    {
        Entry? known = _known.GetValueOrDefault(name);
        if (known?.Present is not null)
            return null;
        var changed = new List<LabHostFigures>();
        Set(name, null, hasServices, known?.IsContested == true, now, changed);
        return changed.FirstOrDefault();
    }

    /// <summary>Forgets those that are gone for long, and the first that went if there are too many.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Forget(DateTimeOffset now)
    {
        string[] gone = [.. _known.Values.Select(e => e.Figures).Where(f => f.State == LabHostFigures.Gone).OrderByDescending(f => f.Since).Select(f => f.Host.Name)];
        string[] old = [.. gone.Where((name, i) => i >= MaxGone || now - _known[name].Figures.Since > GoneFor)];
        foreach (string name in old)
            _known.Remove(name);
        return old.Length > 0;
    }

    private void Set(string name, LabHost? present, bool hasServices, bool isContested, DateTimeOffset now, List<LabHostFigures> changed)
    {
        Entry? before = _known.GetValueOrDefault(name);
        if (before is null && present is null && !hasServices)
            return;
        string state = present is not null
            ? isContested ? LabHostFigures.Contested : LabHostFigures.Current
            : hasServices ? LabHostFigures.Behind : LabHostFigures.Gone;
        DateTimeOffset? since = state != LabHostFigures.Gone ? null : before?.Figures.Since ?? now;
        var figures = new LabHostFigures(present ?? before?.Figures.Host ?? new LabHost(name), state, since);
        if (before?.Figures.IsSame(figures) == true)
            figures = before.Figures;
        else
            changed.Add(figures);
        _known[name] = new Entry(figures, present, isContested);
    }


    private sealed record Entry(LabHostFigures Figures, LabHost? Present, bool IsContested);
}
