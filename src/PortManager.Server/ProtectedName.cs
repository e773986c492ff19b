using System.Diagnostics.CodeAnalysis;
using PortManager.Protocol;

namespace PortManager.Server;

/// <summary>
/// The name of a service that only certain users may advertise. Clients take the first service of a name that they find, whoever runs it (SECURITY.md).
/// </summary>
/// <param name="Service">The name. With it, all names that further instances of it could get are protected: <c>NAME_1</c>, <c>NAME_2</c> …</param>
/// <param name="Users">The verified users who may have it: names, or numbers of users. At least one.</param>
public sealed record ProtectedName(string Service, IReadOnlyList<string> Users)
{
    private const char BeforeUsers = '=';
    private const char BetweenUsers = ',';

    /// <summary>Reads <c>NAME=user[,user…]</c>. Behind the last <c>=</c> come the users.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProtectedName? name)
    {
        int end = text.LastIndexOf(BeforeUsers);
        name = end < 0 ? null : new ProtectedName(text[..end], text[(end + 1)..].Split(BetweenUsers));
        if (name?.Problem() is not null)
            name = null;
        return name is not null;
    }

    /// <summary>What is wrong with it, as a sentence that says what is expected; null if nothing is.</summary>
    internal string? Problem() =>
        Names.Problem(Service) is null && Users.Count > 0 && Users.All(user => Names.Problem(user) is null)
            ? null
            : "a protected name is one that a service can have, and has at least one user";

    /// <summary>Whether a service may not have a name because of it, unless one of its users runs it.</summary>
    internal bool Covers(string service)
    {
        if (!service.StartsWith(Service, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> rest = service.AsSpan(Service.Length);
        // Numbers of instances, and of instances of those: _1, _1_2.
        while (rest is ['_', >= '0' and <= '9', ..])
        {
            int end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return rest.IsEmpty;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => $"{Service}{BeforeUsers}{string.Join(BetweenUsers, Users)}";
}
