namespace PortManager.Protocol;

/// <summary>How Tcl's <c>list</c> writes a word.</summary>
internal enum TclQuotingMode
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As it is, between braces.</summary>
    Braces,

    /// <summary>With backslashes as needed, but not before braces, which balance.</summary>
    Backslashes,

    /// <summary>With backslashes as needed, before braces too.</summary>
    BackslashesForBracesToo,
}
