using System.Net;
using System.Text;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Finds the port on which a port manager listens, if the caller does not give it. If the host is this one, the port is in the
/// port file. Else it is that of the tcp service <c>daqportmgr</c> in /etc/services, else 30000.
/// </summary>
internal static class ListenPort
{
    /// <summary>The system's file of services.</summary>
    public static string ServicesFile { get; } = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "services")
        : "/etc/services";

    private const string ServiceName = "daqportmgr";
    private const int MaxServicesFileBytes = 1024 * 1024;

    /// <summary>Finds where to look. What is in the port file comes first; it may be left over from a port manager that has moved.</summary>
    public static FoundPorts Find(string host, IPAddress[] addresses, string portFile, string servicesFile)
    {
        int usual = ParseServices(Read(servicesFile, MaxServicesFileBytes), ServiceName) ?? PortManagerClient.DefaultPort;
        (int? port, string? problem) = ThisHost.Is(host, addresses) ? PortFile.Read(portFile) : default;
        return port is { } named
            ? new FoundPorts(named == usual ? [named] : [named, usual], portFile)
            : new FoundPorts([usual], Problem: problem is null ? null : $"the port file {portFile} is not believed: {problem}");
    }

    // blanks port blanks
    public static int? ParsePortFile(string text) => Digits.TryReadPort(text.Trim(), out int port) ? port : null;

    // name blanks port/protocol (blanks alias)* (# comment)?
    public static int? ParseServices(string file, string service)
    {
        foreach (ReadOnlySpan<char> line in file.AsSpan().EnumerateLines())
        {
            int comment = line.IndexOf('#');
            string text = (comment < 0 ? line : line[..comment]).ToString();
            string[] words = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1
                && words.Where((_, i) => i != 1).Contains(service)
                && words[1].Split('/') is [var digits, "tcp"]
                && Digits.TryReadPort(digits, out int port))
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>Reads a file. Returns an empty text if the file does not exist, cannot be read, or is too long.</summary>
    internal static string Read(string path, int maxBytes)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var bytes = new byte[maxBytes + 1];
            int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= maxBytes ? Encoding.UTF8.GetString(bytes, 0, count) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return "";
        }
    }
}
