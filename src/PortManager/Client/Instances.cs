namespace PortManager.Client;

/// <summary>Tells which names are those of instances of a service.</summary>
internal static class Instances
{
    // service | service "_" digits
    public static bool Is(string service, string name) =>
        name.StartsWith(service, StringComparison.Ordinal)
        && name[service.Length..] is "" or ['_', _, ..]
        && name.AsSpan(service.Length).TrimStart('_').IndexOfAnyExceptInRange('0', '9') < 0;
}
