namespace PortManager.Native.Errors;

/// <summary>The failure of a call for which the client library has no exception.</summary>
/// <param name="status">The kind of the failure.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="number">The errno or EAI_ code; 0 if there is none.</param>
internal sealed class CallException(Status status, string message, int number = 0) : Exception(message)
{
    public Status Status { get; } = status;

    public int Number { get; } = number;

    /// <summary>Returns the exception for an argument that is not valid.</summary>
    public static CallException Argument(string message) => new(Status.Argument, message);
}
