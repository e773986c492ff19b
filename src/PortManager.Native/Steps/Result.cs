namespace PortManager.Native.Steps;

/// <summary>The result of an iterator, which can neither return one nor have an out parameter.</summary>
internal sealed class Result<T>
{
    public T Value { get; set; } = default!;
}
