using System.Buffers;
using System.Text;

namespace PortManager.Protocol;

/// <summary>
/// Reads a GIMME or CLAIM whose client may have put its user's name into the line as it is. If the line ends in the verified user's name, that is the
/// name, whatever a list would make of its blanks, quotes and backslashes.
/// </summary>
internal static class PastedUser
{
    /// <summary>Reads a line that ends in a user's name.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="user">The verified user.</param>
    /// <returns>The request; null if the line does not end in that name, or is none behind it.</returns>
    // (GIMME | UNIQUE | CLAIM port) service… white user ?white?
    public static Request? TryRead(ReadOnlySequence<byte> line, string user)
    {
        ReadOnlySpan<byte> bytes = LineText.Bytes(line).TrimEnd(" \t"u8);
        return Names.Problem(user) is null && EndsIn(bytes, user, out int length) && bytes[^(length + 1)] is (byte)' ' or (byte)'\t'
            ? RequestReader.Read(bytes[..^length], user)
            : null;
    }

    private static bool EndsIn(ReadOnlySpan<byte> bytes, string user, out int length)
    {
        Span<byte> name = stackalloc byte[Names.MaxBytes];
        length = Encoding.UTF8.GetBytes(user, name);
        return bytes.Length > length && bytes.EndsWith(name[..length]);
    }
}
