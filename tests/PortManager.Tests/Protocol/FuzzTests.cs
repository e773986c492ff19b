using System.Buffers;
using PortManager.Protocol;
using PortManager.Tests.Fuzz;

namespace PortManager.Tests.Protocol;

public sealed class FuzzTests(Tclsh tclsh) : IClassFixture<Tclsh>
{
    private const int Inputs = 30_000;

    private static readonly string[] s_requests =
    [
        "LIST", "VERSION", "GIMME s u", "GIMME {a b} u", "GIMME a\"b \\{c", "GIMME Epics Display fox", "FIND", "FREE 30105",
        "FIND -service s -beginswith p -user u", "STATUS", "DETAIL -user u", "WATCH -user {a b}", "CLAIM 30105 s u", "GIMME {a {b} c} \"d e\"",
        "GIMME s LAB\\fox", "CLAIM 30105 s ", "GIMME a\u00A0b \u3000\u202E", "FIND -user a\\u0020b", "GIMME / HTTP/1.1", "FIND -user {HTTP/1.1}",
    ];

    private static readonly string[] s_replies =
    [
        "OK 30105", "OK 0", "FAIL {no free ports}", "OK {PortManager 1.2.3} CLAIM FIND", "30105 s u", "30105 {a b} \\{", "30105 a\\u0020b LAB\\\\fox",
        "+ 30105 s u", "- 30105 {a b} u", "FAIL {Invalid request {}",
    ];

    private delegate void Target(ReadOnlySpan<byte> bytes);

    [Fact]
    public void Any_bytes_are_a_request_or_an_invalid_one() => Run(RequestTarget.Run, seed: 11, s_requests);

    [Fact]
    public void Any_bytes_are_a_reply_or_an_unreadable_one() => Run(ReplyTarget.Run, seed: 12, s_replies);

    [Fact]
    public void Any_text_is_a_list_or_none() => Run(ListTarget.Run, seed: 13, [.. s_requests, .. s_replies]);

    [Fact]
    public void Any_stream_is_cut_into_the_same_lines_however_it_arrives() =>
        Run(LineTarget.Run, seed: 14, ["LIST\nLIST\r\n", "0123456789abcdef\r\n", "\n\n\r\n", "GIMME s u\nLIST\n"]);

    [Fact]
    public void Any_bytes_are_a_journal_or_none() =>
        Run(JournalTarget.Run, seed: 16, ["journal 1\n+ 30001 s s u 1000 1700000000000 7 0\n- 30001\n", "journal 1\n+ 30001 {a b} {a b_1} u -1 1700000000000 8 25"]);

    [Fact]
    public void Any_first_bytes_are_of_one_protocol_and_no_request_of_HTTP_is_one_of_ours() =>
        Run(HandoverTarget.Run, seed: 17, [.. s_requests, "GET / HTTP/1.1\r\n", "GIMME / HTTP/1.1\n", "GIMME s /?\\ HTTP/1.1\n", "PRI * HTTP/2.0\r\n", "GET http://a/ HTTP/1.0\n", "OPTIONS * HTTP/1.1\n"]);

    [Fact]
    public void Any_variables_of_systemd_s_are_answered_within_bounds() =>
        Run(VariablesTarget.Run, seed: 18, ["3\nportmanager.socket:c1:ledger\n300000\n/run/systemd/notify", "1\n\n0\n@abstract", "2000000000\nc:c:cffffffff\n9223372036854775807\n@"]);

    [Fact]
    public void Any_memory_of_the_ledger_is_a_place_to_go_on_from_or_none() =>
        Run(LedgerTarget.Run, seed: 19, [new string('\0', 96), new string('\u0001', 96), new string('\0', 96) + "\u0009\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0-user u"]);

    [Fact]
    public void Any_query_gets_the_rows_that_it_names_or_a_problem() =>
        Run(QueryTarget.Run, seed: 20, ["service=s", "beginswith=s&user=u", "state=reserved", "service=a%20b&user=LAB%5Cfox", "user=%EF%BF%BD&beginswith=", "Service=s&service=s"]);

    [Fact]
    public void Tcl_reads_the_row_of_every_accepted_name()
    {
        var mutator = new Mutator(seed: 15, s_requests);
        int accepted = 0;
        for (int i = 0; i < Inputs / 3; i++)
        {
            if (RequestReader.Read(new ReadOnlySequence<byte>(mutator.Next())) is not Request.Gimme gimme)
                continue;

            string row = Wire.WrittenLine(output => ReplyWriter.Row(output, 30105, gimme.Service, gimme.User));
            Assert.Equal(["30105", gimme.Service, gimme.User], tclsh.Read(row));
            accepted++;
        }

        Assert.True(accepted > 1_000);
    }

    private static void Run(Target target, int seed, string[] seeds)
    {
        var mutator = new Mutator(seed, seeds);
        for (int i = 0; i < Inputs; i++)
        {
            byte[] input = mutator.Next();
            try
            {
                target(input);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"On the bytes {Convert.ToHexStringLower(input)}", e);
            }
        }
    }
}
