using System.Runtime.CompilerServices;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>Checks arguments before anything is sent.</summary>
internal static class Check
{
    /// <summary>Checks a name of a service or a user.</summary>
    /// <exception cref="ArgumentException">A port manager does not accept this name.</exception>
    public static void Name(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        ThrowIf(Names.Problem(name), parameter);
    }

    /// <summary>Checks a name of a service that may have got a number.</summary>
    /// <exception cref="ArgumentException">No service can be advertised under this name.</exception>
    public static void AdvertisedName(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        ThrowIf(Names.ProblemAsAdvertised(name), parameter);
    }

    /// <summary>Checks the criteria that are not null.</summary>
    /// <exception cref="ArgumentException">No service or user can match one of them.</exception>
    public static void Filter(string? service, string? beginsWith, string? user)
    {
        if (service is not null)
            AdvertisedName(service);
        if (beginsWith is not (null or ""))
            AdvertisedName(beginsWith);
        if (user is not null)
            Name(user);
    }

    /// <summary>Checks the user under whom services are advertised.</summary>
    /// <exception cref="InvalidOperationException">A port manager does not accept this name.</exception>
    public static void User(string user)
    {
        if (Names.Problem(user) is { } problem)
            throw new InvalidOperationException($"The name of this process's user {problem}: set PortManagerClientOptions.User.");
    }

    /// <summary>Checks a TCP port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is not from 1 to 65535.</exception>
    public static void Port(int port, [CallerArgumentExpression(nameof(port))] string? parameter = null)
    {
        if (port is < 1 or > 65535)
            throw new ArgumentOutOfRangeException(parameter, port, "A port is a number from 1 to 65535.");
    }

    /// <summary>Checks a timeout. Null is valid: no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or longer than a day.</exception>
    public static void Wait(TimeSpan? timeout, [CallerArgumentExpression(nameof(timeout))] string? parameter = null)
    {
        if (timeout < TimeSpan.Zero || timeout > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(parameter, timeout, "A wait is from zero to one day; null is without an end.");
    }

    private static void ThrowIf(string? problem, string? parameter)
    {
        if (problem is not null)
            throw new ArgumentException($"The name {problem}.", parameter);
    }
}
