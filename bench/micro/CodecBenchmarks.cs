using System.Buffers;
using BenchmarkDotNet.Attributes;
using PortManager.Protocol;

namespace PortManager.Micro;

/// <summary>Requests and replies, read and written.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private static readonly ReadOnlySequence<byte> s_list = Line("LIST");
    private static readonly ReadOnlySequence<byte> s_gimme = Line("GIMME RingMaster fox");
    private static readonly ReadOnlySequence<byte> s_find = Line("FIND -service RingMaster -user fox");
    private static readonly ReadOnlySequence<byte> s_ok = Line("OK 30001");
    private static readonly ReadOnlySequence<byte> s_row = Line("30001 RingMaster fox");
    private static readonly ReadOnlySequence<byte> s_quoted = Line("30001 Epics\\u0020Display fox");
    private static readonly Request s_request = new Request.Gimme("RingMaster", "fox");
    private readonly Output _output = new();

    [Benchmark]
    public object ReadList() => RequestReader.Read(s_list);

    [Benchmark]
    public object ReadGimme() => RequestReader.Read(s_gimme);

    [Benchmark]
    public object ReadFind() => RequestReader.Read(s_find);

    [Benchmark]
    public int WriteGimme()
    {
        RequestWriter.Write(_output, s_request);
        return _output.Begin();
    }

    [Benchmark]
    public int WritePort()
    {
        ReplyWriter.Port(_output, 30001);
        return _output.Begin();
    }

    [Benchmark]
    public int WriteRow()
    {
        ReplyWriter.Row(_output, 30001, "RingMaster", "fox");
        return _output.Begin();
    }

    [Benchmark]
    public int WriteQuotedRow()
    {
        ReplyWriter.Row(_output, 30001, "Epics Display", "fox");
        return _output.Begin();
    }

    [Benchmark]
    public object ReadOk() => ReplyReader.ReadStatus(s_ok);

    [Benchmark]
    public object? ReadRow() => ReplyReader.TryReadRow(s_row, out PortAllocation? row) ? row : null;

    [Benchmark]
    public object? ReadQuotedRow() => ReplyReader.TryReadRow(s_quoted, out PortAllocation? row) ? row : null;

    private static ReadOnlySequence<byte> Line(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
