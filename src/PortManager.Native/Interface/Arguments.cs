using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using PortManager.Native.Errors;
using PortManager.Protocol;

namespace PortManager.Native.Interface;

/// <summary>Validates and converts the arguments of C programs. An argument that is not valid throws, before anything is sent.</summary>
internal static unsafe class Arguments
{
    private const int LastPort = 65535;
    private const int MaxMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>Converts a text.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="length">Its length in bytes; negative if a zero byte ends it.</param>
    /// <param name="what">The name of the argument in messages.</param>
    public static string Text(byte* text, nint length, string what) =>
        OptionalText(text, length, what) ?? throw CallException.Argument($"The {what} is NULL.");

    /// <summary>Converts a text; NULL becomes null.</summary>
    public static string? OptionalText(byte* text, nint length, string what)
    {
        if (text is null)
            return null;
        if (length > int.MaxValue)
            throw CallException.Argument($"The {what} is too long.");
        ReadOnlySpan<byte> bytes = length < 0
            ? MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)
            : new ReadOnlySpan<byte>(text, (int)length);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw CallException.Argument($"The {what} is not valid UTF-8.");
    }

    /// <summary>Converts a name of a service or a user.</summary>
    public static string Name(byte* text, nint length, string what) => Checked(Text(text, length, what), what, Names.Problem);

    /// <summary>Converts a name under which a service may be advertised. With its number it may be longer than a requested name.</summary>
    public static string AdvertisedName(byte* text, nint length, string what) =>
        Checked(Text(text, length, what), what, Names.ProblemAsAdvertised);

    /// <summary>Converts the criteria of a listing. One that is NULL does not count.</summary>
    public static PortFilter Filter(byte* service, nint serviceLength, byte* beginsWith, nint beginsWithLength, byte* user, nint userLength) => new(
        OptionalText(service, serviceLength, "service"),
        OptionalText(beginsWith, beginsWithLength, "beginning of the service"),
        OptionalText(user, userLength, "user"));

    /// <summary>Converts the name or address of a host.</summary>
    public static string Host(byte* text, nint length)
    {
        string host = Text(text, length, "host");
        return string.IsNullOrWhiteSpace(host) ? throw CallException.Argument("The host is empty.")
            : host.Contains('\0') ? throw CallException.Argument("The host holds a zero byte.")
            : host;
    }

    /// <summary>Converts an address to listen on; NULL becomes null, which is all of this host.</summary>
    public static IPAddress? Address(byte* text, nint length) =>
        OptionalText(text, length, "address") is not { } address ? null
        // [::1]:80 would be read, and its port left out.
        : !address.StartsWith('[') && IPAddress.TryParse(address, out IPAddress? parsed) ? parsed
        : throw CallException.Argument("The address is not one: it looks like 127.0.0.1 or ::1.");

    /// <summary>Checks how many connections may wait to be accepted.</summary>
    public static int Backlog(int backlog) => backlog >= 1 ? backlog : throw CallException.Argument("A backlog is 1 or more.");

    public static int Port(int port) => port is >= 1 and <= LastPort
        ? port
        : throw CallException.Argument("A port is a number from 1 to 65535.");

    /// <summary>Converts a time in milliseconds.</summary>
    public static TimeSpan Time(int milliseconds, int min) => milliseconds >= min && milliseconds <= MaxMilliseconds
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw CallException.Argument($"A time is from {min} to {MaxMilliseconds} milliseconds.");

    /// <summary>Converts how long to wait, in milliseconds; a negative number becomes null, which is without a limit.</summary>
    public static TimeSpan? Timeout(int milliseconds) => milliseconds < 0 ? null : Time(milliseconds, min: 0);

    /// <summary>Checks the pointer to a result.</summary>
    public static T* Result<T>(T* result)
        where T : unmanaged => result is null ? throw CallException.Argument("The place for the result is NULL.") : result;

    private static string Checked(string name, string what, Func<string, string?> problemOf) =>
        problemOf(name) is { } problem ? throw CallException.Argument($"The {what} {problem}.") : name;
}
