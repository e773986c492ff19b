namespace PortManager.Tests.Fuzz.InProcess;

/// <summary>
/// So many inputs for one target, without a process beside it: many more a second than afl++ gives it through pipes. What takes a
/// new branch is changed further. It begins with what is in the corpus, afl++'s findings too, and adds to it.
/// </summary>
internal sealed class Campaign(Target target, Coverage coverage, string corpusFolder, string findingsFolder)
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(20);

    private readonly List<byte[]> _corpus = [];
    private readonly byte[] _current = new byte[1 << 16];
    private int _currentLength;
    private long _tried;

    /// <summary>How many inputs are worth changing.</summary>
    public int Kept => _corpus.Count;

    /// <summary>Runs it. What breaks the target's rule, or does not end, is written to the findings.</summary>
    /// <returns>How many inputs broke the rule.</returns>
    public int Run(long count, int seed)
    {
        var watch = new Thread(EndWhenItHangs) { IsBackground = true };
        watch.Start();
        // The shortest first: changed, they are the quickest.
        foreach (string file in Directory.GetFiles(corpusFolder).OrderBy(file => new FileInfo(file).Length))
            Keep(File.ReadAllBytes(file));
        var mutations = new Mutations(seed, _corpus);
        int found = 0;
        for (; _tried < count; _tried++)
            found += Try(mutations.Next()) ? 0 : 1;
        return found;
    }

    private void Keep(byte[] input)
    {
        target(input);
        if (coverage.TakeNew() || _corpus.Count == 0)
            _corpus.Add(input);
    }

    private bool Try(ReadOnlySpan<byte> input)
    {
        input.CopyTo(_current);
        _currentLength = input.Length;
        try
        {
            target(input);
        }
        catch (Exception error)
        {
            Write(findingsFolder, input);
            Console.Error.WriteLine(error);
            return false;
        }

        if (coverage.TakeNew())
        {
            _corpus.Add(input.ToArray());
            Write(corpusFolder, input);
        }

        return true;
    }

    private static void Write(string folder, ReadOnlySpan<byte> input) =>
        File.WriteAllBytes(Path.Combine(folder, Guid.NewGuid().ToString("N")), input);

    private void EndWhenItHangs()
    {
        for (long before = -1; before != _tried; Thread.Sleep(s_hang))
            before = Volatile.Read(ref _tried);
        Write(findingsFolder, _current.AsSpan(0, _currentLength));
        Environment.FailFast("an input did not end");
    }
}
