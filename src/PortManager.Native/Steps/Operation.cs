namespace PortManager.Native.Steps;

/// <summary>Something that takes several waits, and has a result when it is done.</summary>
internal abstract class Operation
{
    /// <summary>Goes on as far as it can without waiting.</summary>
    /// <returns>True when it is done; false when it has to wait for <see cref="Need"/>.</returns>
    public abstract bool Continue();

    /// <summary>What it waits for.</summary>
    public abstract Wait Need { get; }

    /// <summary>Gives up.</summary>
    public abstract void Abandon();
}

/// <summary>An operation with a result.</summary>
/// <param name="steps">Makes the steps; they set the result that they are given.</param>
internal sealed class Operation<T>(Func<Result<T>, IEnumerable<Wait>> steps) : Operation
{
    private readonly Result<T> _result = new();
    private IEnumerator<Wait>? _steps;

    public T Value => _result.Value;

    public override Wait Need => _steps!.Current;

    public override bool Continue()
    {
        _steps ??= steps(_result).GetEnumerator();
        if (_steps.MoveNext())
            return false;
        _steps.Dispose();
        return true;
    }

    public override void Abandon() => _steps?.Dispose();
}
