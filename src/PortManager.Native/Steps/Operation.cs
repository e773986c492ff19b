namespace PortManager.Native.Steps;

/// <summary>An operation that may have to wait several times before it is done.</summary>
internal abstract class Operation
{
    /// <summary>Continues as far as it can without waiting.</summary>
    /// <returns>True if it is done; false if it has to wait for <see cref="Need"/>.</returns>
    public abstract bool Continue();

    /// <summary>What the operation waits for.</summary>
    public abstract Wait Need { get; }

    /// <summary>Ends the operation without a result.</summary>
    public abstract void Abandon();
}

/// <summary>An operation with a result.</summary>
/// <param name="steps">Starts the operation, which sets the result that it receives.</param>
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
