using System.Net;
using Microsoft.Extensions.Logging;

namespace PortManager.Server.Logging;

/// <summary>Every event that the daemon logs. Ids and names are a contract: tests and scripts may rely on them.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "{Title} serves {Pool} and listens on {Listen}")]
    public static partial void Started(this ILogger log, string title, string pool, string listen);

    [LoggerMessage(2, LogLevel.Information, "stopped by {Cause}")]
    public static partial void Stopped(this ILogger log, string cause);

    [LoggerMessage(3, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(this ILogger log, string warning);

    [LoggerMessage(4, LogLevel.Information, "the log was reopened")]
    public static partial void Reopened(this ILogger log);

    [LoggerMessage(15, LogLevel.Information, "port {Port} is advertised as {Service} of {User} now: the holder of that name has left")]
    public static partial void Renamed(this ILogger log, int port, string service, string user);

    [LoggerMessage(12, LogLevel.Warning, "{Peer} was refused: {Request}: {Reason}")]
    public static partial void Refused(this ILogger log, string peer, string request, string reason);

    [LoggerMessage(13, LogLevel.Warning, "refused a port to {Reason}")]
    public static partial void RemoteRefused(this ILogger log, string reason);

    [LoggerMessage(14, LogLevel.Warning, "bad request from {Peer}: {Line}: {Reason}")]
    public static partial void InvalidRequest(this ILogger log, string peer, string line, string reason);

    [LoggerMessage(17, LogLevel.Warning, "{Count} further lines about {Source} were left out in the last minute")]
    public static partial void LeftOut(this ILogger log, int count, string source);

    [LoggerMessage(18, LogLevel.Warning, "HTTP was asked of {Host}, by which name this host is not known, and refused (421): if it is this host, start with --http-host")]
    public static partial void HostRefused(this ILogger log, string host);

    [LoggerMessage(20, LogLevel.Warning, "port {Port} of the pool is in use, although it was not given out: it is left alone until it is free")]
    public static partial void PortBusy(this ILogger log, int port);

    [LoggerMessage(21, LogLevel.Information, "port {Port} of the pool is free again")]
    public static partial void PortNoLongerBusy(this ILogger log, int port);

    [LoggerMessage(30, LogLevel.Warning, "all {Max} connections are in use: those idle longest without a port are closed")]
    public static partial void ConnectionLimit(this ILogger log, int max);

    [LoggerMessage(33, LogLevel.Warning, "all {Max} connections are in use and hold ports: new ones are closed")]
    public static partial void HoldersLimit(this ILogger log, int max);

    [LoggerMessage(34, LogLevel.Warning, "{Address} has {Max} connections, which is the limit of one host: new ones of it are closed")]
    public static partial void HostLimit(this ILogger log, IPAddress? address, int max);

    [LoggerMessage(40, LogLevel.Warning, "systemd did not take the connection of {Address}: it ends with this process")]
    public static partial void NotStored(this ILogger log, IPAddress? address);

    [LoggerMessage(43, LogLevel.Warning, "systemd does not read its socket: connections that take ports now are stored when it does, and end with this process until then")]
    public static partial void SystemdDoesNotRead(this ILogger log);

    [LoggerMessage(44, LogLevel.Information, "systemd reads its socket again")]
    public static partial void SystemdReadsAgain(this ILogger log);

    [LoggerMessage(45, LogLevel.Warning, "systemd has as many connections as can be passed to the next process: further ones end with this process")]
    public static partial void StoreFull(this ILogger log);

    [LoggerMessage(41, LogLevel.Information, "recovered {Adopted} ports whose connection is still open, {Orphaned} that are listened on, {InGrace} kept for their owners")]
    public static partial void Recovered(this ILogger log, int adopted, int orphaned, int inGrace);

    [LoggerMessage(54, LogLevel.Information, "took over {Count} of {All} ports that {File} lists: those on which a process of their user listens")]
    public static partial void TookOver(this ILogger log, int count, int all, string file);

    [LoggerMessage(42, LogLevel.Warning, "a reply to {Address} was cut short by the end of the process before: the connection is closed")]
    public static partial void CutShort(this ILogger log, IPAddress? address);

    [LoggerMessage(46, LogLevel.Warning, "port {Port} is no longer advertised as {Service} of {User}: only {Users} may advertise that name")]
    public static partial void NameProtected(this ILogger log, int port, string service, string user, string users);

    [LoggerMessage(47, LogLevel.Warning, "the journal is behind, since the daemon before could not write it: {Ports} ports whose connection is gone are not restored")]
    public static partial void JournalBehind(this ILogger log, int ports);

    [LoggerMessage(50, LogLevel.Information, "the directory of the lab has all ports of {Host}; until now it was behind, since {Since:yyyy-MM-dd HH:mm:ss}")]
    public static partial void DirectoryCurrent(this ILogger log, string host, DateTimeOffset since);

    [LoggerMessage(51, LogLevel.Warning, "the directory of the lab is behind: {Problem}; this host goes on as ever")]
    public static partial void DirectoryBehind(this ILogger log, string problem);

    [LoggerMessage(52, LogLevel.Error, "nothing is published to the directory of the lab: {Host} is the name of another host, {Other}; give one of them another --host-name")]
    public static partial void DirectoryConflict(this ILogger log, string host, string other);

    [LoggerMessage(53, LogLevel.Warning, "another host would publish to the directory of the lab as {Host}, and is refused: {Other}; give it another --host-name")]
    public static partial void DirectoryContested(this ILogger log, string host, string other);

    [LoggerMessage(32, LogLevel.Error, "the request for {Path} failed by a defect of the daemon")]
    public static partial void RequestFailed(this ILogger log, string? path, Exception exception);

    [LoggerMessage(36, LogLevel.Error, "something between two requests failed by a defect of the daemon")]
    public static partial void LoopFailed(this ILogger log, Exception exception);

    [LoggerMessage(48, LogLevel.Error, "the web server cannot start for want of descriptors: a connection is closed, and it is tried again with the next one")]
    public static partial void NoDescriptorsForWeb(this ILogger log);

    [LoggerMessage(35, LogLevel.Error, "the web server cannot start: its connections are closed, and it is tried again with the next one")]
    public static partial void WebServerFailed(this ILogger log, Exception exception);

    [LoggerMessage(31, LogLevel.Error, "the connection of {Peer} failed by a defect of the daemon")]
    public static partial void SessionFailed(this ILogger log, string peer, Exception exception);
}
