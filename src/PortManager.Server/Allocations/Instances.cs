namespace PortManager.Server.Allocations;

/// <summary>The numbered instances of one service of one user: the oldest one, and the smallest free number.</summary>
internal sealed class Instances
{
    private readonly SortedDictionary<long, Allocation> _byAge = [];
    private readonly Dictionary<Allocation, long> _ages = [];
    private readonly SortedSet<int> _returned = [];
    private long _lastAge;
    private int _next = 1;

    public bool IsEmpty => _byAge.Count == 0;

    public Allocation Oldest => _byAge.First().Value;

    public void Add(Allocation allocation)
    {
        _byAge.Add(++_lastAge, allocation);
        _ages.Add(allocation, _lastAge);
    }

    public bool Remove(Allocation allocation) => _ages.Remove(allocation, out long age) && _byAge.Remove(age);

    /// <summary>The smallest number that is not taken.</summary>
    /// <param name="isTaken">Whether a number's name is advertised: someone may have asked for that very name.</param>
    public int TakeNumber(Func<int, bool> isTaken)
    {
        while (true)
        {
            int number = _returned.Count > 0 ? _returned.Min : _next++;
            _returned.Remove(number);
            if (!isTaken(number))
                return number;
        }
    }

    /// <summary>The name with this number is no longer advertised.</summary>
    public void ReturnNumber(int number)
    {
        if (number > 0 && number < _next)
            _returned.Add(number);
    }
}
