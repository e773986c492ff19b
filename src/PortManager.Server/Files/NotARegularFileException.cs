using PortManager.Client;

namespace PortManager.Server.Files;

/// <summary>Where a file should be is something else; the message says what, in a few words.</summary>
internal sealed class NotARegularFileException(string problem) : IOException(problem)
{
    public NotARegularFileException(FileKind kind)
        : this(kind switch
        {
            FileKind.Folder => "is a folder",
            FileKind.Pipe => "is a pipe",
            FileKind.Socket => "is a socket",
            FileKind.Link => "is a link",
            _ => "is a device",
        })
    {
    }
}

/// <summary>A file or a folder in which somebody may have done what only root and the daemon's user should; the message says what, and what to do.</summary>
internal sealed class UntrustedFileException(string problem) : IOException(problem);
