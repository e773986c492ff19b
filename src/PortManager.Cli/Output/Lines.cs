using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>Lines for scripts.</summary>
internal static class Lines
{
    // port TAB service TAB user: a name may hold a space, but neither a tab nor a line end
    public static string Of(PortRow row) => $"{row.Port}\t{Shown(row.Service)}\t{Shown(row.User)}";

    // The same, TAB host
    public static string WithHost(PortRow row) => $"{Of(row)}\t{Shown(row.Host)}";

    // (+ | -) SP port SP service SP user SP host
    public static string Of(char sign, PortRow row) => $"{sign} {row.Port} {Shown(row.Service)} {Shown(row.User)} {Shown(row.Host)}";

    // (+ | -) SP port SP service SP user
    public static string Of(PortChange change)
    {
        (int port, string service, string user) = change.Allocation;
        char sign = change.Kind == PortChangeKind.Added ? '+' : '-';
        return $"{sign} {port} {Shown(service)} {Shown(user)}";
    }

    private static string Shown(string name) => Printable.Text(HiddenCharacters.Show(name));
}
