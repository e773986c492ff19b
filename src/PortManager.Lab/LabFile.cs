using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>
/// The file that tells the programs of a host where the directory of its lab is: lines <c>name = value</c>, and lines that begin with <c>#</c>. The names are
/// directory, prefix, ca, certificate, key and login.
/// </summary>
internal static class LabFile
{
    /// <summary>Where every program looks.</summary>
    public const string Default = "/etc/portmanager/lab.conf";

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problem">What is wrong, as a sentence that says what is expected; null if nothing is.</param>
    /// <returns>Where the directory is; null if there is no such file, or something is wrong.</returns>
    public static LabOptions? Read(string file, out string? problem)
    {
        problem = null;
        try
        {
            return Parse(SmallFile.Read(file), file, out problem);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException e)
        {
            problem = $"{file} {e.Message}: expected a file that says where the directory of the lab is";
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot read {file}, which should say where the directory of the lab is";
            return null;
        }
    }

    /// <summary>Reads the text of a file.</summary>
    public static LabOptions? Parse(string text, string file, out string? problem)
    {
        var options = new LabOptions { Endpoints = [] };
        foreach (string line in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            (string name, string value) = line.Split('=', 2) is [var first, var second] ? (first.Trim(), second.Trim()) : (line, "");
            if (value.Length == 0 || Set(options, name, value) is not { } next)
            {
                problem = $"{file} has the line \"{line}\": expected directory, prefix, ca, certificate, key or login, an equals sign and a value; directory is a list such as http://etcd1:2379,http://etcd2:2379";
                return null;
            }

            options = next;
        }

        problem = options.Problem() is { } wrong ? $"{file}: {wrong}" : null;
        return problem is null ? options : null;
    }

    private static LabOptions? Set(LabOptions options, string name, string value) => name switch
    {
        "directory" => LabOptions.ParseEndpoints(value) is { } endpoints ? options with { Endpoints = endpoints } : null,
        "prefix" => options with { Prefix = value },
        "ca" => options with { CaFile = value },
        "certificate" => options with { CertificateFile = value },
        "key" => options with { KeyFile = value },
        "login" => options with { LoginFile = value },
        _ => null,
    };
}
