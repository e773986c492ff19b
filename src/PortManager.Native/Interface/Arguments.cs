using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using PortManager.Native.Errors;
using PortManager.Protocol;

namespace PortManager.Native.Interface;

/// <summary>From what a C program passes to what can be relied on. What cannot be right throws, and nothing is sent.</summary>
internal static unsafe class Arguments
{
    private const int LastPort = 65535;
    private const int MaxMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>A text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="length">How many bytes it has; negative when it ends with a zero.</param>
    /// <param name="what">What it is called in messages.</param>
    public static string Text(byte* text, nint length, string what) =>
        OptionalText(text, length, what) ?? throw CallException.Argument($"The {what} is NULL.");

    /// <summary>A text, or null where the caller passes NULL.</summary>
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

    /// <summary>A name of a service or a user, such as a port manager accepts.</summary>
    public static string Name(byte* text, nint length, string what) => Checked(Text(text, length, what), what, Names.Problem);

    /// <summary>A name under which a service may be advertised: a numbered one may be longer than any that is asked for.</summary>
    public static string AdvertisedName(byte* text, nint length, string what) =>
        Checked(Text(text, length, what), what, Names.ProblemAsAdvertised);

    /// <summary>The name of a host.</summary>
    public static string Host(byte* text, nint length)
    {
        string host = Text(text, length, "host");
        return string.IsNullOrWhiteSpace(host) ? throw CallException.Argument("The host is empty.")
            : host.Contains('\0') ? throw CallException.Argument("The host holds a zero byte.")
            : host;
    }

    public static int Port(int port) => port is >= 1 and <= LastPort
        ? port
        : throw CallException.Argument("A port is a number from 1 to 65535.");

    /// <summary>A time in milliseconds.</summary>
    public static TimeSpan Time(int milliseconds, int min) => milliseconds >= min && milliseconds <= MaxMilliseconds
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw CallException.Argument($"A time is from {min} to {MaxMilliseconds} milliseconds.");

    /// <summary>Where a result goes.</summary>
    public static T* Result<T>(T* result)
        where T : unmanaged => result is null ? throw CallException.Argument("The place for the result is NULL.") : result;

    private static string Checked(string name, string what, Func<string, string?> problemOf) =>
        problemOf(name) is { } problem ? throw CallException.Argument($"The {what} {problem}.") : name;
}
