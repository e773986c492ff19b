namespace PortManager.Native.Steps;

/// <summary>Where an iterator puts its result: it can neither return one nor have an out parameter.</summary>
internal sealed class Result<T>
{
    public T Value { get; set; } = default!;
}
