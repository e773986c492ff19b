using PortManager.Client;

namespace PortManager.Server.Files;

/// <summary>A small file that tells others something about the daemon, and that is deleted when the daemon ends. Safe for several threads.</summary>
/// <param name="what">What the file is, for warnings: <c>pid file</c>.</param>
/// <param name="wanted">Where it should be.</param>
/// <param name="warn">Takes warnings for the operator.</param>
internal sealed class PublishedFile(string what, string wanted, Action<string> warn)
{
    private readonly Lock _writing = new();
    private string? _path;
    private string? _text;
    private FileStatus? _written;
    private bool _failing;
    private bool _isContested;

    /// <summary>Where it is; null when it could not be written.</summary>
    public string? Path => _path;

    /// <summary>Writes it. Where it goes is decided the first time; later a failure is a warning, and the next time is tried again.</summary>
    public void Write(string text)
    {
        lock (_writing)
        {
            _text = text;
            if (_path is null)
            {
                _path = Fallback.Choose(what, wanted, path => _written = AtomicFile.Write(path, text), Warn, isReadByOthers: true);
                _failing = _path is null;
                if (_path is not null)
                    WarnIfOpen(_path);
                return;
            }

            WriteAgain(_path, text);
        }
    }

    /// <summary>Writes it again if somebody has deleted or overwritten it, or if not everybody may read it any more.</summary>
    public void Restore()
    {
        // A thread that writes it may wait for a file server that hangs; this one does not.
        if (!_writing.TryEnter())
            return;
        try
        {
            if (_path is not null && _text is not null && !IsAsWritten(_path, _text))
                WriteAgain(_path, _text);
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Deletes it, unless another daemon has written its own there since.</summary>
    public void Delete()
    {
        lock (_writing)
        {
            if (_path is null || _text is null)
                return;
            try
            {
                AtomicFile.Delete(_path, _text);
            }
            catch (Exception e) when (FileProblem.Is(e))
            {
                warn($"cannot delete the {what} {_path} ({FileProblem.Describe(e)})");
            }

            _text = null;
        }
    }

    private bool IsAsWritten(string path, string text)
    {
        FileStatus? now = FileStatus.OfTarget(path);
        // A device has nothing to be compared.
        if (_written is null || now == _written)
        {
            _isContested = false;
            return now is not null;
        }

        // Nothing, or what cannot be replaced, which is said when that is tried.
        if (now is not { Kind: FileKind.Regular } file)
            return false;
        bool isReadable = (file.Mode & OpenFolder.SharedFile) == OpenFolder.SharedFile;
        if (isReadable && AtomicFile.HasText(path, text))
        {
            _written = now;
            return true;
        }

        // Two daemons that keep replacing the same file are named once.
        if (!_isContested)
            warn($"somebody has {(isReadable ? "overwritten" : "changed who may read")} the {what} {path}: it is written again");
        _isContested = true;
        return false;
    }

    private void WarnIfOpen(string path)
    {
        if (System.IO.Path.GetDirectoryName(path) is { } folder && FileStatus.OfTarget(folder) is { IsOpenToAll: true })
            warn($"everybody may write to {folder}, so that the {what} which others read there may be somebody else's: change that with chmod o-w");
    }

    private void WriteAgain(string path, string text)
    {
        try
        {
            _written = AtomicFile.Write(path, text);
            _failing = false;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Warn($"cannot write the {what} {path} ({FileProblem.Describe(e)}): it is out of date until it can be written");
        }
    }

    private void Warn(string warning)
    {
        if (!_failing)
            warn(warning);
        _failing = true;
    }
}
