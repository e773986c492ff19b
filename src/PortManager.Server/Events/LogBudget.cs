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

    /// <summary>Further users and hosts share one budget.</summary>
    private const int MaxSources = 4096;
    private const int IPv4Length = 4;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Source, int> _lines = [];
    private long _minuteBegan = time.GetTimestamp();

    private enum Kind
    {
        Others,

        /// <summary>Programs that take ports of the pool without asking: the system tells of none whose it is before it listens.</summary>
        Programs,
        User,
        IPv4,

        /// <summary>A network of 64 bits: a host can have any address in it.</summary>
        IPv6,
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
        foreach ((Source source, int lines) in _lines)
        {
            if (lines > source.Max)
                log.LeftOut(lines - source.Max, source.ToString());
        }

        _lines.Clear();
    }

    private bool Take(Source source, int max)
    {
        EndMinute();
        if (_lines.Count >= MaxSources && !_lines.ContainsKey(source))
            source = new Source(source.IsChange, Kind.Others, 0);
        return ++CollectionsMarshal.GetValueRefOrAddDefault(_lines, source, out _) <= max;
    }

    private static Source SourceOf(Connection? connection, bool isChange)
    {
        if (connection?.Owner is { } user)
            return new Source(isChange, Kind.User, (ulong)user);
        if (connection?.Address is not { } address)
            return new Source(isChange, Kind.Others, 0);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == IPv4Length
            ? new Source(isChange, Kind.IPv4, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new Source(isChange, Kind.IPv6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    private readonly record struct Source(bool IsChange, Kind Kind, ulong Value)
    {
        public int Max => IsChange ? MaxChanges : MaxRefusals;

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
                _ => "others",
            };
        }
    }
}
