using System.Buffers;
using System.Text;
using PortManager.Protocol;

namespace PortManager.Tests.Fuzz;

/// <summary>However bytes arrive, the same lines are cut out of them, and nothing is lost.</summary>
internal static class LineTarget
{
    private const int Max = 16;

    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        byte[] stream = bytes.ToArray();
        (List<string> lines, LineStatus end) = Expected(stream);
        foreach (int step in new[] { 1, 3, stream.Length + 1 })
        {
            (List<string> cutLines, LineStatus cutEnd) = Cut(stream, step);
            Assert.Equal(lines, cutLines);
            Assert.Equal(end, cutEnd);
        }
    }

    // A second, simpler way to the same answer: only for a stream that is all there.
    private static (List<string> Lines, LineStatus End) Expected(byte[] stream)
    {
        string[] parts = Encoding.Latin1.GetString(stream).Split('\n');
        List<string> lines = [.. parts[..^1].Select(WithoutReturn).TakeWhile(line => line.Length <= Max)];
        bool isTooLong = lines.Count < parts.Length - 1 || WithoutReturn(parts[^1]).Length > Max;
        return (lines, isTooLong ? LineStatus.TooLong : LineStatus.Incomplete);
    }

    private static string WithoutReturn(string line) => line.EndsWith('\r') ? line[..^1] : line;

    private static (List<string> Lines, LineStatus End) Cut(byte[] stream, int step)
    {
        List<string> lines = [];
        LineStatus status = LineStatus.Incomplete;
        long start = 0;
        for (int arrived = 0; arrived < stream.Length && status != LineStatus.TooLong;)
        {
            arrived = Math.Min(arrived + step, stream.Length);
            var buffer = new ReadOnlySequence<byte>(stream, (int)start, arrived - (int)start);
            while ((status = LineReader.TryRead(ref buffer, Max, out ReadOnlySequence<byte> line)) == LineStatus.Line)
                lines.Add(Encoding.Latin1.GetString(line));
            start = arrived - buffer.Length;
        }

        return (lines, status);
    }
}
