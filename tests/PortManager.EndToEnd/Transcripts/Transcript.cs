using System.Text.Json;

namespace PortManager.EndToEnd.Transcripts;

/// <summary>What a client does, or what it gets.</summary>
internal enum Act
{
    Send,
    Reply,
    HalfClose,
    Close,
}

/// <summary>One step of a transcript. The text holds bytes, as the characters of Latin-1.</summary>
internal sealed record Step(int Connection, Act Act, string Text);

/// <summary>One case of reference.jsonl: what the daemon in use answers (its file has a case a line).</summary>
internal sealed record Transcript(string Case, IReadOnlyList<Step> Steps)
{
    public static IReadOnlyList<Transcript> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Transcripts", "reference.jsonl")).Select(Read)];

    // {"case": name, "steps": [[connection, "send" | "reply" | "shut" | "end", text], …]}
    private static Transcript Read(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return new Transcript(
            json.RootElement.GetProperty("case").GetString()!,
            [.. json.RootElement.GetProperty("steps").EnumerateArray().Select(ReadStep)]);
    }

    private static Step ReadStep(JsonElement step) =>
        new(step[0].GetInt32(), ReadAct(step[1].GetString()!), step[2].GetString()!);

    private static Act ReadAct(string name) => name switch
    {
        "send" => Act.Send,
        "reply" => Act.Reply,
        "shut" => Act.HalfClose,
        "end" => Act.Close,
        _ => throw new InvalidDataException($"a transcript knows no step '{name}'"),
    };
}
