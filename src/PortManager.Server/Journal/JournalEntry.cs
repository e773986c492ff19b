using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Server.Journal;

/// <summary>
/// One line of the journal. It is a Tcl list behind its checksum, so that a line which was cut short, or is somebody
/// else's, is told from a whole one: <c>checksum SP list LF</c>, the checksum being CRC-32C in eight hexadecimal digits.
/// </summary>
internal abstract record JournalEntry
{
    private const int ChecksumLength = 8;
    private const long Unknown = -1;

    private static readonly long s_firstMoment = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_lastMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private JournalEntry()
    {
    }

    /// <summary><c>journal version ?boot?</c>: the first line of each; the system's start in which it was written, if the kernel told.</summary>
    public sealed record Header(int Version, string? Boot = null) : JournalEntry;

    /// <summary><c>+ port requested service user owner since connection position</c>: a port was taken, or got another name.</summary>
    public sealed record Held(AllocationRecord Allocation) : JournalEntry;

    /// <summary><c>- port ?connection position?</c>: a port is free; if a FREE asked for it, where that request begins.</summary>
    public sealed record Freed(int Port, RequestPlace? Request = null) : JournalEntry;

    /// <summary><c>= port requested service user owner</c>: a free port, and the service that had it last.</summary>
    public sealed record Remembered(int Port, ServiceKey Service, string Name) : JournalEntry
    {
        public Remembered(RememberedPort port)
            : this(port.Port, port.Service, port.Name)
        {
        }
    }

    /// <summary>Writes the line.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="list">Scratch room, which a caller that writes many lines reuses.</param>
    public void Write(IBufferWriter<byte> output, ArrayBufferWriter<byte> list)
    {
        list.ResetWrittenCount();
        WriteList(list);
        WriteChecksum(list.WrittenSpan, output.GetSpan(ChecksumLength));
        output.Advance(ChecksumLength);
        output.Write(" "u8);
        output.Write(list.WrittenSpan);
        output.Write("\n"u8);
    }

    /// <summary>Reads a line without its end; null when it is none.</summary>
    public static JournalEntry? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumLength || line[ChecksumLength] != ' ')
            return null;
        ReadOnlySpan<byte> list = line[(ChecksumLength + 1)..];
        var words = new List<string>();
        if (!HasChecksum(list, line[..ChecksumLength])
            || !TclList.TryParse(Encoding.UTF8.GetString(list), words, out _))
            return null;
        return words.ToArray() switch
        {
            ["journal", var version] when Number(version, 0, int.MaxValue) is { } v => new Header((int)v),
            ["journal", var version, var boot] when Number(version, 0, int.MaxValue) is { } v && Names.Problem(boot) is null => new Header((int)v, boot),
            ["-", var port] when Number(port, 1, ushort.MaxValue) is { } p => new Freed((int)p),
            ["-", var port, var connection, var position]
                when Number(port, 1, ushort.MaxValue) is { } p
                && Number(connection, 0, long.MaxValue) is { } number
                && Number(position, 0, long.MaxValue) is { } place =>
                new Freed((int)p, new RequestPlace(number, place)),
            ["=", var port, var requested, var service, var user, var owner]
                when Names.Problem(requested) is null && Names.Problem(user) is null && IsNameFor(requested, service)
                && Number(port, 1, ushort.MaxValue) is { } p
                && Number(owner, Unknown, uint.MaxValue) is { } uid =>
                new Remembered((int)p, new ServiceKey(requested, user, uid == Unknown ? null : uid), service),
            ["+", var port, var requested, var service, var user, var owner, var since, var connection, var position]
                when Names.Problem(requested) is null && Names.Problem(user) is null && IsNameFor(requested, service)
                && Number(port, 1, ushort.MaxValue) is { } p
                && Number(owner, Unknown, uint.MaxValue) is { } uid
                && Number(since, s_firstMoment, s_lastMoment) is { } moment
                && Number(connection, 0, long.MaxValue) is { } number
                && Number(position, 0, long.MaxValue) is { } place =>
                new Held(new AllocationRecord(
                    (int)p,
                    requested,
                    service,
                    user,
                    uid == Unknown ? null : uid,
                    DateTimeOffset.FromUnixTimeMilliseconds(moment),
                    number,
                    place)),
            _ => null,
        };
    }

    /// <summary>Whether a service can be advertised under a name: the one asked for, or that with a number.</summary>
    private static bool IsNameFor(string requested, string service) =>
        service == requested
        || (service.StartsWith(requested + "_", StringComparison.Ordinal)
            && !service.AsSpan(requested.Length + 1).ContainsAnyExceptInRange('0', '9'));

    private static long? Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : null;

    private void WriteList(IBufferWriter<byte> output)
    {
        switch (this)
        {
            case Header header:
                output.Write("journal"u8);
                WriteWord(output, header.Version);
                if (header.Boot is { } boot)
                    WriteWord(output, boot);
                break;
            case Held { Allocation: var a }:
                output.Write("+"u8);
                WriteWord(output, a.Port);
                WriteWord(output, a.Requested);
                WriteWord(output, a.Service);
                WriteWord(output, a.User);
                WriteWord(output, a.Owner ?? Unknown);
                WriteWord(output, a.Since.ToUnixTimeMilliseconds());
                WriteWord(output, a.Connection);
                WriteWord(output, a.RequestPosition);
                break;
            case Remembered remembered:
                output.Write("="u8);
                WriteWord(output, remembered.Port);
                WriteWord(output, remembered.Service.Requested);
                WriteWord(output, remembered.Name);
                WriteWord(output, remembered.Service.User);
                WriteWord(output, remembered.Service.Owner ?? Unknown);
                break;
            case Freed freed:
                output.Write("-"u8);
                WriteWord(output, freed.Port);
                if (freed.Request is { } request)
                {
                    WriteWord(output, request.Connection);
                    WriteWord(output, request.Position);
                }

                break;
        }
    }

    private static void WriteWord(IBufferWriter<byte> output, string word)
    {
        output.Write(" "u8);
        TclList.WriteElement(output, word);
    }

    private static void WriteWord(IBufferWriter<byte> output, long number)
    {
        output.Write(" "u8);
        output.WriteNumber(number);
    }

    private static bool HasChecksum(ReadOnlySpan<byte> list, ReadOnlySpan<byte> checksum)
    {
        Span<byte> expected = stackalloc byte[ChecksumLength];
        WriteChecksum(list, expected);
        return checksum.SequenceEqual(expected);
    }

    private static void WriteChecksum(ReadOnlySpan<byte> list, Span<byte> output)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> eights = MemoryMarshal.Cast<byte, ulong>(list);
        foreach (ulong eight in eights)
            crc = BitOperations.Crc32C(crc, eight);
        foreach (byte b in list[(eights.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, b);
        (~crc).TryFormat(output, out _, "x8", CultureInfo.InvariantCulture);
    }
}

/// <summary>Where a request is in the input of its connection.</summary>
/// <param name="Connection">The number of the connection.</param>
/// <param name="Position">Where the request begins, in bytes since the connection was opened.</param>
internal readonly record struct RequestPlace(long Connection, long Position);
