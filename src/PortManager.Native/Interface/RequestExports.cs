using System.Runtime.InteropServices;
using PortManager.Native.Errors;
using PortManager.Native.Steps;
using PortManager.Protocol;

namespace PortManager.Native.Interface;

/// <summary>The functions of portmanager.h that send requests. The header documents them.</summary>
internal static unsafe class RequestExports
{
    [UnmanagedCallersOnly(EntryPoint = "portmanager_get")]
    public static Status Get(ulong handle, byte* service, nint serviceLength, int* port) => Calls.Run(handle, found =>
    {
        *Arguments.Result(port) = 0;
        bool isDone = found.TryGet(Arguments.Name(service, serviceLength, "service"), out int got);
        *port = got;
        return isDone;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_get_unique")]
    public static Status GetUnique(ulong handle, byte* service, nint serviceLength, int* port) => Calls.Run(handle, found =>
    {
        *Arguments.Result(port) = 0;
        bool isDone = found.TryGetUnique(Arguments.Name(service, serviceLength, "service"), out int got);
        *port = got;
        return isDone;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_listen")]
    public static Status Listen(
        ulong handle, byte* service, nint serviceLength, byte* address, nint addressLength, int backlog, int* port, int* descriptor) => Calls.Run(handle, found =>
    {
        *Arguments.Result(port) = 0;
        *Arguments.Result(descriptor) = -1;
        bool isDone = found.TryListen(
            Arguments.Name(service, serviceLength, "service"),
            Arguments.Address(address, addressLength),
            Arguments.Backlog(backlog),
            out ListeningPort got);
        if (isDone)
            (*port, *descriptor) = (got.Port, got.Descriptor);
        return isDone;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_claim")]
    public static Status Claim(ulong handle, int port, byte* service, nint serviceLength) => Calls.Run(
        handle, found => found.TryClaim(Arguments.Port(port), Arguments.Name(service, serviceLength, "service")));

    [UnmanagedCallersOnly(EntryPoint = "portmanager_release")]
    public static Status Release(ulong handle, int port) => Calls.Run(
        handle, found => found.TryRelease(Arguments.Port(port)));

    [UnmanagedCallersOnly(EntryPoint = "portmanager_list")]
    public static Status List(ulong handle, Listing* listing) => Calls.Run(handle, found =>
    {
        *Arguments.Result(listing) = default;
        if (!found.TryList("portmanager_list", isWanted: null, out IReadOnlyList<PortAllocation> rows))
            return false;
        *listing = Listing.Of(rows);
        return true;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_find")]
    public static Status Find(
        ulong handle,
        byte* service,
        nint serviceLength,
        byte* beginsWith,
        nint beginsWithLength,
        byte* user,
        nint userLength,
        Listing* listing) => Calls.Run(handle, found =>
    {
        *Arguments.Result(listing) = default;
        PortFilter filter = Arguments.Filter(service, serviceLength, beginsWith, beginsWithLength, user, userLength);
        if (!found.TryList("portmanager_find", row => filter.Matches(row.Service, row.User), out IReadOnlyList<PortAllocation> rows))
            return false;
        *listing = Listing.Of(rows);
        return true;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_find_port")]
    public static Status FindPort(ulong handle, int port, Listing* listing) => Calls.Run(handle, found =>
    {
        *Arguments.Result(listing) = default;
        int wanted = Arguments.Port(port);
        if (!found.TryList("portmanager_find_port", row => row.Port == wanted, out IReadOnlyList<PortAllocation> rows))
            return false;
        *listing = Listing.Of(rows);
        return true;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_wait")]
    public static Status Wait(
        ulong handle, byte* service, nint serviceLength, byte* user, nint userLength, int milliseconds, Listing* listing) =>
        Calls.Run(handle, found =>
        {
            *Arguments.Result(listing) = default;
            string name = Arguments.AdvertisedName(service, serviceLength, "service");
            string? owner = user is null ? null : Arguments.Name(user, userLength, "user");
            TimeSpan? timeout = Arguments.Timeout(milliseconds);
            if (!found.TryWait(name, owner, timeout, out PortAllocation port))
                return false;
            *listing = Listing.Of([port]);
            return true;
        });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_watch")]
    public static Status Watch(
        ulong handle,
        byte* service,
        nint serviceLength,
        byte* beginsWith,
        nint beginsWithLength,
        byte* user,
        nint userLength,
        int milliseconds,
        Listing* changes) => Calls.Run(handle, found =>
    {
        *Arguments.Result(changes) = default;
        PortFilter filter = Arguments.Filter(service, serviceLength, beginsWith, beginsWithLength, user, userLength);
        TimeSpan? timeout = Arguments.Timeout(milliseconds);
        if (!found.TryWatch(filter, timeout, out IReadOnlyList<PortChange> rows))
            return false;
        *changes = Listing.Of(rows);
        return true;
    });

    [UnmanagedCallersOnly(EntryPoint = "portmanager_free")]
    public static void Free(Listing* listing)
    {
        if (listing is not null)
            listing->Free();
    }
}
