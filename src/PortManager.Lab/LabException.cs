using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>The directory could not be used. <see cref="Exception.Message"/> says why.</summary>
public sealed class LabException : Exception
{
    /// <param name="message">A sentence that says why.</param>
    /// <param name="isTransient">Whether a later call may succeed.</param>
    /// <param name="innerException">The cause.</param>
    public LabException(string message, bool isTransient = false, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    internal LabException(EtcdException cause)
        : this($"The directory of the lab cannot be used: {cause.Message}.", cause.Failure == EtcdFailure.Unavailable, cause)
    {
    }

    /// <summary>Whether no member of etcd answered, so that a later call may succeed.</summary>
    public bool IsTransient { get; }
}
