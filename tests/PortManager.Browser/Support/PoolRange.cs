namespace PortManager.EndToEnd.Support;

/// <summary>The ports that these tests may use for pools: test projects run at the same time, and each has its own.</summary>
internal static class PoolRange
{
    public const int First = 1_100;
    public const int FirstOfSmall = 6_200;
    public const int Last = 9_999;
}
