using System.Buffers;
using PortManager.Protocol;
using PortManager.Server.Identity;

namespace PortManager.Server.Sessions;

/// <summary>Which user a GIMME or CLAIM means, where the verified user decides that: if none is given, or if its name was put in as it is.</summary>
internal static class RequestedUser
{
    /// <summary>Whether the verified user's name may change what a request says.</summary>
    public static bool DependsOnName(Request request, ReadOnlySequence<byte> line) =>
        NamesOf(request) is var (service, user) && (user.Length == 0 || service.Contains(' ') || line.PositionOf((byte)'\\') is not null);

    /// <summary>Returns what a request means.</summary>
    /// <param name="request">The request, as a list is read.</param>
    /// <param name="line">Its line.</param>
    /// <param name="verified">Whose the connection is.</param>
    /// <returns>The request; <see cref="Request.Invalid"/> if nobody says which user it is.</returns>
    public static Request Resolve(Request request, ReadOnlySequence<byte> line, VerifiedUser verified)
    {
        (_, string user) = NamesOf(request)!.Value;
        if (verified.Name is { } name && name != user)
        {
            if (PastedUser.TryRead(line, name) is { } pasted)
                return pasted;
            if (user.Length == 0 && Names.Problem(name) is null)
                return request is Request.Claim claim ? claim with { User = name } : (Request.Gimme)request with { User = name };
        }

        return user.Length > 0 ? request : RequestReader.WithoutUser(line, "no user is given, and the system does not tell whose connection this is");
    }

    private static (string Service, string User)? NamesOf(Request request) => request switch
    {
        Request.Gimme gimme => (gimme.Service, gimme.User),
        Request.Claim claim => (claim.Service, claim.User),
        _ => null,
    };
}
