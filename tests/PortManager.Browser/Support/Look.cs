using Microsoft.Playwright;

namespace PortManager.Browser.Support;

/// <summary>How somebody looks at the page.</summary>
/// <param name="Name">What his screenshots are called.</param>
/// <param name="Scheme">Light or dark.</param>
/// <param name="Width">Of the window, in pixels.</param>
/// <param name="Height">Of the window, in pixels.</param>
public sealed record Look(string Name, ColorScheme Scheme, int Width, int Height)
{
    public static Look Light { get; } = new("light", ColorScheme.Light, 1280, 800);

    public static Look Dark { get; } = new("dark", ColorScheme.Dark, 1280, 800);

    /// <summary>A small telephone, or a large screen at a zoom of 400 %.</summary>
    public static Look Narrow { get; } = new("narrow", ColorScheme.Light, 320, 640);

    public static Look NarrowDark { get; } = new("narrow-dark", ColorScheme.Dark, 320, 640);

    public static IEnumerable<TheoryDataRow<Look>> All => new[] { Light, Dark, Narrow, NarrowDark }.Select(look => new TheoryDataRow<Look>(look));

    public override string ToString() => Name;
}
