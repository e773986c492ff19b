using System.Diagnostics.CodeAnalysis;
using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Names of users that are known when a test says so.</summary>
internal sealed class FakeUserNames : IUserNames
{
    public Dictionary<long, string> Known { get; } = [];

    public bool TryFind(long user, [NotNullWhen(true)] out string? name) => Known.TryGetValue(user, out name);

    public string LastKnown(long user) => Known.GetValueOrDefault(user, UserNames.Number(user));
}
