using PortManager.Tests.Fuzz;
using SharpFuzz;

Dictionary<string, Target> targets = new()
{
    ["handover"] = HandoverTarget.Run,
    ["journal"] = JournalTarget.Run,
    ["ledger"] = LedgerTarget.Run,
    ["line"] = LineTarget.Run,
    ["list"] = ListTarget.Run,
    ["query"] = QueryTarget.Run,
    ["reply"] = ReplyTarget.Run,
    ["request"] = RequestTarget.Run,
    ["variables"] = VariablesTarget.Run,
};

if (args is not [var name, ..] || !targets.TryGetValue(name, out Target? target))
{
    Console.Error.WriteLine($"usage: PortManager.Fuzz {string.Join('|', targets.Keys)} [INPUT...]");
    return 2;
}

// With inputs it is for looking at what was found; without, afl++ gives them.
foreach (string input in args.Skip(1))
    target(File.ReadAllBytes(input));
if (args.Length == 1)
{
    Fuzzer.Run(stream =>
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        target(bytes.ToArray());
    });
}

return 0;

/// <summary>One fuzz target: throws when its rule is broken.</summary>
internal delegate void Target(ReadOnlySpan<byte> bytes);
