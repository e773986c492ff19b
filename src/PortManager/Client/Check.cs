using System.Runtime.CompilerServices;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>Checks arguments before anything is sent.</summary>
internal static class Check
{
    /// <exception cref="ArgumentException">The name is not one that a port manager accepts.</exception>
    public static void Name(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        ThrowIf(Names.Problem(name), parameter);
    }

    /// <exception cref="ArgumentException">The name is not one under which anything can be advertised.</exception>
    public static void AdvertisedName(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        ThrowIf(Names.ProblemAsAdvertised(name), parameter);
    }

    /// <exception cref="ArgumentException">What is given of it can be nothing's name.</exception>
    public static void Filter(string? service, string? beginsWith, string? user)
    {
        if (service is not null)
            AdvertisedName(service);
        if (beginsWith is not (null or ""))
            AdvertisedName(beginsWith);
        if (user is not null)
            Name(user);
    }

    /// <exception cref="InvalidOperationException">The name under which to advertise is none.</exception>
    public static void User(string user)
    {
        if (Names.Problem(user) is { } problem)
            throw new InvalidOperationException($"The name of this process's user {problem}: set PortManagerClientOptions.User.");
    }

    /// <exception cref="ArgumentOutOfRangeException">It is no TCP port.</exception>
    public static void Port(int port, [CallerArgumentExpression(nameof(port))] string? parameter = null)
    {
        if (port is < 1 or > 65535)
            throw new ArgumentOutOfRangeException(parameter, port, "A port is a number from 1 to 65535.");
    }

    /// <exception cref="ArgumentOutOfRangeException">It is given, and negative or too long.</exception>
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
