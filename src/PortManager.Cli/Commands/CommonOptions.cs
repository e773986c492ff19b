using System.CommandLine;

namespace PortManager.Cli.Commands;

/// <summary>Options and arguments that several verbs have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Argument<string> Service(string description) =>
        new("SERVICE") { Description = description, CustomParser = result => Values.Name(result)! };

    public static Option<string?> AdvertisingUser() => new("--user")
    {
        HelpName = "USER",
        Description = "Advertise it as this user's (default: the user who runs this program).",
        CustomParser = Values.Name,
    };
}
