using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using PortManager.Lab;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary>
/// Parses the values of options and arguments. The error for a wrong value says what is expected.
/// </summary>
internal static class Values
{
    private static string? Name(ArgumentResult result, Func<string, string?> problemOf)
    {
        string text = result.Tokens[^1].Value;
        if (problemOf(text) is { } problem)
            result.AddError($"the name that {NameOf(result)} gives {problem}");
        return text;
    }

    private const double MinTimeout = 0.001;
    private const double MaxSeconds = 86_400;
    private static readonly char[] s_letters = [.. "abcdefghijklmnopqrstuvwxyz"];

    /// <summary>Parses a value.</summary>
    /// <param name="result">The option or argument that has the value.</param>
    /// <param name="parse">Parses the value. It returns false if the value is wrong.</param>
    /// <param name="expected">What the value should be, to stand after "expects".</param>
    public static T? Read<T>(ArgumentResult result, TryParse<T> parse, string expected)
    {
        string text = result.Tokens[^1].Value;
        if (parse(text, out T? value))
            return value;
        Refuse(result, expected, text);
        return default;
    }

    /// <summary>Parses the values of an option that may be repeated. Each wrong one is an error.</summary>
    /// <param name="result">The option.</param>
    /// <param name="parse">Parses one value. It returns false if the value is wrong.</param>
    /// <param name="expected">What a value should be, to stand after "expects".</param>
    /// <param name="hint">What else to say of a wrong one; null if there is nothing.</param>
    public static T[] ReadAll<T>(ArgumentResult result, TryParse<T> parse, string expected, Func<string, string>? hint = null)
    {
        var values = new List<T>();
        foreach (Token token in result.Tokens)
        {
            if (parse(token.Value, out T? value))
                values.Add(value!);
            else
                Refuse(result, expected, token.Value, hint?.Invoke(token.Value) ?? "");
        }

        return [.. values];
    }

    /// <summary>No value, for an option that may be repeated and is not given. Without this, the parser makes the array by reflection, at each start.</summary>
    public static T[] None<T>(ArgumentResult result) => [];

    public delegate bool TryParse<T>(string text, out T? value);

    public static void Refuse(ArgumentResult result, string expected, string text, string hint = "") =>
        result.AddError($"{NameOf(result)} expects {expected}, not '{Printable.Text(text)}'{hint}");

    public static int? Port(ArgumentResult result) => Number(result, 1, ushort.MaxValue, "a port, 1 to 65535");

    public static int? Number(ArgumentResult result, int least, int most, string expected) =>
        Read(result, (string text, out int? value) =>
        {
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            value = number;
            return isNumber && number >= least && number <= most;
        }, expected);

    public static TimeSpan? Seconds(ArgumentResult result) => Seconds(result, least: 0);

    public static TimeSpan? Seconds(ArgumentResult result, int least) => Seconds(result, seconds => seconds >= least, $"seconds, {least} to");

    /// <summary>Parses a time that something may take, which cannot be none.</summary>
    public static TimeSpan? Timeout(ArgumentResult result) => Seconds(result, seconds => seconds >= MinTimeout, "seconds, more than 0, up to");

    private static TimeSpan? Seconds(ArgumentResult result, Func<double, bool> isEnough, string expected) =>
        Read(result, (string text, out TimeSpan? value) =>
        {
            bool isFine = TryReadSeconds(text, out double seconds) && isEnough(seconds) && seconds <= MaxSeconds;
            value = isFine ? TimeSpan.FromSeconds(seconds) : null;
            return isFine;
        }, $"{expected} 86400 (a day), or a time such as 500ms, 2m or 1h");

    // number (ms | s | m | min | h | d)?
    private static bool TryReadSeconds(string text, out double seconds)
    {
        string number = text.TrimEnd(s_letters);
        double unit = text[number.Length..] switch
        {
            "ms" => 0.001,
            "" or "s" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => double.NaN,
        };
        bool isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds);
        seconds *= unit;
        return isNumber && double.IsFinite(seconds);
    }

    /// <summary>Parses a name of a service or a user.</summary>
    public static string? Name(ArgumentResult result) => Name(result, Protocol.Names.Problem);

    /// <summary>Parses a name under which a service may be advertised. With its number it may be longer than a requested name.</summary>
    public static string? AdvertisedName(ArgumentResult result) => Name(result, Protocol.Names.ProblemAsAdvertised);

    /// <summary>Parses the beginning of a name. Unlike a name, it may be empty.</summary>
    public static string? Prefix(ArgumentResult result) =>
        result.Tokens[^1].Value.Length == 0 ? "" : AdvertisedName(result);

    /// <summary>Parses the name under which a host publishes.</summary>
    public static string? HostName(ArgumentResult result) =>
        Read(result, (string text, out string? value) => LabKeys.ProblemOfHost(value = text) is null, "1 to 253 letters, digits, dots, dashes and underscores");

    public static string? FileName(ArgumentResult result) => NotEmpty(result, "a file name");

    public static string? FolderName(ArgumentResult result) => NotEmpty(result, "a folder");

    public static string Host(ArgumentResult result) => Hosts(result) is [.., var host] ? host : "";

    public static string[] Hosts(ArgumentResult result)
    {
        foreach (string host in result.Tokens.Select(t => t.Value).Where(host => string.IsNullOrWhiteSpace(host) || IsPartOfAddress(host)))
            Refuse(result, "a host name or address", host, IsPartOfAddress(host) ? "; an IPv4 address has four numbers" : "");
        return [.. result.Tokens.Select(t => t.Value)];
    }

    // The resolver would take 80.5 for 80.0.0.5. No name of a host is made of numbers alone.
    private static bool IsPartOfAddress(string host) =>
        host.Length > 0
        && host.All(c => char.IsAsciiDigit(c) || c == '.')
        && (!IPAddress.TryParse(host, out IPAddress? address) || address.ToString() != host);

    private static string? NotEmpty(ArgumentResult result, string expected) =>
        Read(result, (string text, out string? value) => (value = text).Length > 0, expected);

    private static string NameOf(ArgumentResult result) =>
        result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
