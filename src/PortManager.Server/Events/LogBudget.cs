using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Logging;

namespace PortManager.Server.Events;

/// <summary>
/// How many lines of the log one local user, or one other host, can cause in a minute, so that nobody fills the disk. What is left out is counted, and said when the minute is over.
/// Not safe for several threads.
/// </summary>
internal sealed class LogBudget(ILogger log, TimeProvider time)
{
    /// <summary>Lines about requests that are invalid or refused, and about ports that are busy.</summary>
    public const int MaxRefusals = 1000;

    /// <summary>Lines about ports that are allocated and freed, which are of use for longer.</summary>
    public const int MaxChanges = 10_000;

    /// <summary>Further users share one budget, and so do further hosts.</summary>
    private const int MaxSources = 4096;
    private const int IPv4Length = 4;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // Apart, since another host, which can have any number of addresses, is to hide nothing of what happens here.
    private readonly Dictionary<Source, int> _ofThisHost = [];
    private readonly Dictionary<Source, int> _ofOtherHosts = [];
    private long _minuteBegan = time.GetTimestamp();

    private enum Kind
    {
        Others,

        /// <summary>Programs that take ports of the pool without asking: the system tells of none whose it is before it listens.</summary>
        Programs,

        /// <summary>Who closes before the system is asked whose the connection is. Any user can have any of the 16 million loopback addresses.</summary>
        UnknownUsers,
        User,
        FurtherUsers,
        IPv4,

        /// <summary>A network of 64 bits: a host can have any address in it.</summary>
        IPv6,
        FurtherHosts,
    }

    /// <summary>Whether there may be another line about a request of a connection.</summary>
    public bool TakeRefusal(Connection? connection) => Take(SourceOf(connection, isChange: false), MaxRefusals);

    /// <summary>Whether there may be another line about a port of a connection.</summary>
    public bool TakeChange(Connection? connection) => Take(SourceOf(connection, isChange: true), MaxChanges);

    /// <summary>Whether there may be another line about a port that a program has which did not ask for it.</summary>
    public bool TakeBusy() => Take(new Source(false, Kind.Programs, 0), MaxRefusals);

    /// <summary>Says what was left out, if a minute is over. To be called now and then.</summary>
    public void EndMinute()
    {
        if (time.GetElapsedTime(_minuteBegan) < s_minute)
            return;
        _minuteBegan = time.GetTimestamp();
        Say(_ofThisHost);
        Say(_ofOtherHosts);
    }

    private void Say(Dictionary<Source, int> counts)
    {
        foreach ((Source source, int lines) in counts)
        {
            if (lines > source.Max)
                log.LeftOut(lines - source.Max, source.ToString());
        }

        counts.Clear();
    }

    private bool Take(Source source, int max)
    {
        EndMinute();
        Dictionary<Source, int> counts = source.IsOfOtherHost ? _ofOtherHosts : _ofThisHost;
        if (source.Further is { } further && counts.Count >= MaxSources && !counts.ContainsKey(source))
            source = new Source(source.IsChange, further, 0);
        return ++CollectionsMarshal.GetValueRefOrAddDefault(counts, source, out _) <= max;
    }

    private static Source SourceOf(Connection? connection, bool isChange)
    {
        if (connection?.Owner is { } user)
            return new Source(isChange, Kind.User, (ulong)user);
        if (connection?.Address is not { } address)
            return new Source(isChange, Kind.Others, 0);
        if (IPAddress.IsLoopback(address))
            return new Source(isChange, Kind.UnknownUsers, 0);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == IPv4Length
            ? new Source(isChange, Kind.IPv4, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new Source(isChange, Kind.IPv6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    private readonly record struct Source(bool IsChange, Kind Kind, ulong Value)
    {
        public int Max => IsChange ? MaxChanges : MaxRefusals;

        public bool IsOfOtherHost => Kind is Kind.IPv4 or Kind.IPv6;

        /// <summary>What it counts as if there are too many of its kind; null for a kind of which there is one.</summary>
        public Kind? Further => Kind switch
        {
            Kind.User => Kind.FurtherUsers,
            Kind.IPv4 or Kind.IPv6 => Kind.FurtherHosts,
            _ => null,
        };

        public override string ToString()
        {
            Span<byte> bytes = stackalloc byte[16];
            bytes.Clear();
            BinaryPrimitives.WriteUInt64BigEndian(bytes, Value);
            return Kind switch
            {
                Kind.User => string.Create(CultureInfo.InvariantCulture, $"user {Value}"),
                Kind.IPv4 => new IPAddress(bytes.Slice(sizeof(ulong) - IPv4Length, IPv4Length)).ToString(),
                Kind.IPv6 => $"{new IPAddress(bytes)}/64",
                Kind.Programs => "ports that other programs use",
                Kind.UnknownUsers => "programs of this host whose user is not known",
                Kind.FurtherUsers => "further users",
                Kind.FurtherHosts => "further hosts",
                _ => "others",
            };
        }
    }
}
