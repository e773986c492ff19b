using Microsoft.Extensions.Options;

namespace PortManager.Extensions.Hosting;

/// <summary>Checks <see cref="PortManagerOptions"/> when the program starts.</summary>
internal sealed class PortManagerOptionsValidator : IValidateOptions<PortManagerOptions>
{
    public ValidateOptionsResult Validate(string? name, PortManagerOptions options) => Problem(options) is { } problem
        ? ValidateOptionsResult.Fail($"The options of the port manager are not valid: {problem}")
        : ValidateOptionsResult.Success;

    private static string? Problem(PortManagerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Host))
            return "Host is empty: it has to be a DNS name or an address.";
        if (options.Port is < 1 or > 65535)
            return $"Port is {options.Port}: it has to be a number from 1 to 65535.";
        if (options.StartTimeout < TimeSpan.Zero || options.StartTimeout > TimeSpan.FromDays(1))
            return "StartTimeout has to be from 0 to one day.";
        return options.OfClient(TimeProvider.System).Problem();
    }
}
