namespace PortManager.Lab.Etcd;

/// <summary>The user and the password of a file.</summary>
internal static class EtcdLogin
{
    /// <summary>Reads a file: the user on the first line, the password on the second.</summary>
    /// <exception cref="EtcdException">It cannot be read, or has not two lines.</exception>
    public static LoginRequest Read(string file)
    {
        try
        {
            // Read each time, so that a new password needs no restart.
            return SmallFile.Read(file).ReplaceLineEndings("\n").Split('\n') is [{ Length: > 0 } user, { Length: > 0 } password, ..]
                ? new LoginRequest { Name = user, Password = password }
                : throw new EtcdException(EtcdFailure.Denied, $"{file} should have the user on its first line and the password on its second");
        }
        catch (InvalidDataException e)
        {
            throw new EtcdException(EtcdFailure.Denied, $"{file} {e.Message}: expected the user on its first line and the password on its second");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EtcdException(EtcdFailure.Denied, $"cannot read {file}, which should have the user and the password");
        }
    }
}
