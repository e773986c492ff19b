namespace PortManager.Native.Errors;

/// <summary>A call that failed for a reason that the client library has no exception for.</summary>
/// <param name="status">The kind of the failure.</param>
/// <param name="message">A sentence for the caller's user.</param>
/// <param name="number">An errno or EAI_ code where there is one, else 0.</param>
internal sealed class CallException(Status status, string message, int number = 0) : Exception(message)
{
    public Status Status { get; } = status;

    public int Number { get; } = number;

    /// <summary>An argument that cannot be right, whatever the port manager says.</summary>
    public static CallException Argument(string message) => new(Status.Argument, message);
}
