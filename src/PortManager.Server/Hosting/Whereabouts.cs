namespace PortManager.Server.Hosting;

/// <summary>What the operator is told at the start: what is served, and where everything is.</summary>
internal static class Whereabouts
{
    public static IEnumerable<string> Lines(
        PortManagerServerOptions options,
        IEnumerable<string> endPoints,
        string? webAddress,
        string? log,
        (string? Usage, string? Port, string? Pid) files,
        string? state)
    {
        yield return $"{Product.Title} listens on {string.Join(" and ", endPoints)}";
        yield return $"  pool        {options.Ports} ({options.Ports.Count} port{(options.Ports.Count == 1 ? "" : "s")})";
        yield return $"  web page    {webAddress ?? "none"}";
        yield return $"  log         {log ?? "none"}";
        yield return $"  usage file  {files.Usage ?? "none"}";
        yield return $"  port file   {files.Port ?? "none"}";
        yield return $"  pid file    {files.Pid ?? "none"}";
        yield return $"  state       {state ?? "none"}";
    }
}
