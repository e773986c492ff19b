using System.Buffers;

namespace PortManager.Protocol;

/// <summary>Reads and writes the options of FIND, DETAIL and WATCH.</summary>
internal static class FilterOptions
{
    public const string User = "-user";

    private const string Service = "-service";
    private const string BeginsWith = "-beginswith";

    // ?-service S? ?-beginswith P? ?-user U?     in any order, each at most once
    public static PortFilter? Read(ReadOnlySpan<string> options, out string? problem)
    {
        PortFilter filter = PortFilter.Everything;
        for (; !options.IsEmpty; options = options[2..])
        {
            if (options is not [var name, var value, ..])
            {
                problem = "an option without a value";
                return null;
            }

            bool isAnyPrefix = name == BeginsWith && value.Length == 0;
            string? wrong = isAnyPrefix ? null : name == User ? Names.Problem(value) : Names.ProblemAsAdvertised(value);
            if (wrong is not null)
            {
                problem = $"the value of an option {wrong}";
                return null;
            }

            PortFilter? more = name switch
            {
                Service when filter.Service is null => filter with { Service = value },
                BeginsWith when filter.BeginsWith is null => filter with { BeginsWith = value },
                User when filter.User is null => filter with { User = value },
                _ => null,
            };
            if (more is null)
            {
                problem = "an option that is unknown or given twice";
                return null;
            }

            filter = more;
        }

        problem = null;
        return filter;
    }

    // (SP -service S)? (SP -beginswith P)? (SP -user U)?
    public static void Write(IBufferWriter<byte> output, PortFilter filter)
    {
        Write(output, Service, filter.Service);
        Write(output, BeginsWith, filter.BeginsWith);
        Write(output, User, filter.User);
    }

    private static void Write(IBufferWriter<byte> output, string name, string? value)
    {
        if (value is null)
            return;

        output.Write(" "u8);
        output.WriteText(name);
        output.Write(" "u8);
        RequestWriter.Word(output, value);
    }
}
