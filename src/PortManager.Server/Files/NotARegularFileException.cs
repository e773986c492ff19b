using PortManager.Server.Native;

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
            _ => "is a device",
        })
    {
    }
}
