namespace PortManager.Lab.Etcd;

/// <summary>Why a call of etcd failed, as far as the caller does something else for it.</summary>
internal enum EtcdFailure
{
    /// <summary>No endpoint answered in time, or none has a quorum.</summary>
    Unavailable,

    /// <summary>The user, its password or its rights are not enough.</summary>
    Denied,

    /// <summary>The store has reached its quota: nothing can be put, but keys can be deleted.</summary>
    Full,

    /// <summary>The revision that was asked for is one that etcd has forgotten.</summary>
    Compacted,

    /// <summary>Any other answer.</summary>
    Other,
}

/// <summary>A call of etcd failed.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">Why, as a phrase that names the endpoint.</param>
internal sealed class EtcdException(EtcdFailure failure, string message) : Exception(message)
{
    public EtcdFailure Failure { get; } = failure;
}
