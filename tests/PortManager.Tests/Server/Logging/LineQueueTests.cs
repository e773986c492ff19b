using Microsoft.Extensions.Logging;
using PortManager.Server.Logging;

namespace PortManager.Tests.Server.Logging;

public sealed class LineQueueTests : IDisposable
{
    private const int Capacity = 20_000;

    private readonly List<string> _written = [];
    private readonly List<int> _dropped = [];
    private readonly ManualResetEventSlim _mayWrite = new(initialState: true);
    private readonly ManualResetEventSlim _isWriting = new();
    private readonly LineQueue _queue;

    public LineQueueTests() => _queue = new LineQueue("test", Write);

    [Fact]
    public void Lines_are_written_in_order_and_none_is_lost()
    {
        string[] lines = [.. Enumerable.Range(0, 1000).Select(i => $"{i}")];
        foreach (string line in lines)
            Add(line);

        Assert.True(_queue.Finish(Patience.Limit));

        Assert.Equal(lines, _written);
        Assert.All(_dropped, d => Assert.Equal(0, d));
    }

    [Fact]
    public void Lines_that_are_held_back_are_written_when_the_writer_is_woken_or_at_the_end()
    {
        var queue = new LineQueue("held back", Write, isHeldBack: true);
        queue.Add(new LogLine(LogLevel.Information, default, "early"));

        Assert.True(queue.Finish(Patience.Limit));

        Assert.Equal(["early"], _written);
    }

    [Fact]
    public void Lines_of_many_threads_are_all_written()
    {
        Parallel.For(0, 8, thread =>
        {
            for (int i = 0; i < 1000; i++)
                Add($"{thread} {i}");
        });
        Assert.True(_queue.Finish(Patience.Limit));

        Assert.Equal(8000, _written.Distinct().Count());
        for (int thread = 0; thread < 8; thread++)
        {
            string[] its = [.. _written.Where(l => l.StartsWith($"{thread} ", StringComparison.Ordinal))];
            Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{thread} {i}"), its);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12_345)]
    public void Where_the_writer_does_not_keep_up_lines_are_dropped_and_counted(int tooMany)
    {
        BlockTheWriter();
        for (int i = 0; i < Capacity + tooMany; i++)
            Add($"{i}");
        _mayWrite.Set();
        Assert.True(_queue.Finish(Patience.Limit));

        Assert.Equal(1 + Capacity, _written.Count);
        Assert.Equal($"{Capacity - 1}", _written[^1]);
        Assert.Equal(tooMany, _dropped.Sum());
    }

    [Fact]
    public void After_a_jam_lines_are_taken_again()
    {
        BlockTheWriter();
        for (int i = 0; i < 2 * Capacity; i++)
            Add("jam");
        _mayWrite.Set();
        Patience.Until(() => _isWriting.IsSet && Written() == 1 + Capacity);

        Add("after");
        Assert.True(_queue.Finish(Patience.Limit));

        Assert.Equal("after", _written[^1]);
        Assert.Equal(Capacity, _dropped.Sum());
    }

    [Fact]
    public void It_can_be_made_to_write_without_a_line()
    {
        _queue.WakeWriter();

        Assert.True(_isWriting.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        Assert.True(_queue.Finish(Patience.Limit));
        Assert.Empty(_written);
    }

    public void Dispose()
    {
        _mayWrite.Set();
        _queue.Finish(Patience.Limit);
        _queue.Dispose();
        _mayWrite.Dispose();
        _isWriting.Dispose();
    }

    private void BlockTheWriter()
    {
        _mayWrite.Reset();
        Add("first");
        Assert.True(_isWriting.Wait(Patience.Limit, TestContext.Current.CancellationToken));
    }

    private int Written()
    {
        lock (_written)
            return _written.Count;
    }

    private void Add(string line) => _queue.Add(new LogLine(LogLevel.Information, default, line));

    private void Write(IReadOnlyList<LogLine> lines, int dropped)
    {
        _isWriting.Set();
        _mayWrite.Wait();
        lock (_written)
            _written.AddRange(lines.Select(l => l.Message));
        _dropped.Add(dropped);
    }
}
