using System.Globalization;
using PortManager.Tests.Fuzz;
using PortManager.Tests.Fuzz.InProcess;
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
    Console.Error.WriteLine("       PortManager.Fuzz TARGET --many COUNT SEED CORPUS FINDINGS");
    return 2;
}

switch (args)
{
    case [_]:
        Fuzzer.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            target(bytes.ToArray());
        });
        return 0;
    case [_, "--many", var count, var seed, var corpus, var findings]:
        var campaign = new Campaign(target, new Coverage(), corpus, findings);
        int found = campaign.Run(long.Parse(count, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture));
        Console.WriteLine($"{name}: {count} inputs, {campaign.Kept} kept, {found} found");
        return found == 0 ? 0 : 1;
    default:
        foreach (string input in args.Skip(1))
            target(File.ReadAllBytes(input));
        return 0;
}

/// <summary>One fuzz target: throws when its rule is broken.</summary>
internal delegate void Target(ReadOnlySpan<byte> bytes);
