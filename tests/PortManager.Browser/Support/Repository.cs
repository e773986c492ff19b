namespace PortManager.Browser.Support;

/// <summary>Where things are in the source tree.</summary>
internal static class Repository
{
    private static readonly string s_root = FindRoot();

    /// <summary>What is kept of a run for people to look at. Git ignores it.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(s_root, "out", "screenshots")).FullName;

    /// <summary>The accessibility checker, which npm installs.</summary>
    public static string Axe { get; } = Path.Combine(s_root, "tests/PortManager.Browser/node_modules/axe-core/axe.min.js");

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PortManager.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
