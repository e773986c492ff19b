namespace PortManager.Server.Allocations;

/// <summary>The order of a listing's rows: by user, then by service, both by code point, then by port (SPEC section 2).</summary>
internal sealed class ListingOrder : IComparer<Allocation>
{
    public static readonly ListingOrder Instance = new();

    public int Compare(Allocation? x, Allocation? y)
    {
        int order = CompareCodePoints(x!.User, y!.User);
        if (order == 0)
            order = CompareCodePoints(x.Service, y.Service);
        return order != 0 ? order : x.Port.CompareTo(y.Port);
    }

    /// <summary>As the UTF-8 bytes of the two compare, which is not how their UTF-16 units do.</summary>
    public static int CompareCodePoints(string a, string b)
    {
        int same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
            return a.Length.CompareTo(b.Length);
        // Surrogates stand for code points above U+FFFF, but their values are below U+E000.
        char x = a[same];
        char y = b[same];
        int order = char.IsSurrogate(x).CompareTo(char.IsSurrogate(y));
        return order != 0 ? order : x.CompareTo(y);
    }
}
