using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>The directory could not be used. <see cref="Exception.Message"/> says why.</summary>
public sealed class LabException : Exception
{
    internal LabException(EtcdException cause)
        : base($"The directory of the lab cannot be used: {cause.Message}.", cause) => MayPass = cause.Failure == EtcdFailure.Unavailable;

    /// <summary>Whether no member of etcd answered, so that a later call may succeed.</summary>
    public bool MayPass { get; }
}
