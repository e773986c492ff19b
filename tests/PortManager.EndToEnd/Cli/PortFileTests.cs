using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>The port file in its usual place, on a host of its own: one that is out of date, one that somebody else made, and a daemon that moves.</summary>
public sealed class PortFileTests
{
    [Fact]
    public async Task One_that_is_out_of_date_is_named_and_the_usual_port_is_tried()
    {
        string[] lines = await OwnHost.PlayAsync(
            """
            mkdir /var/tmp/daqportmgr; echo 30888 > /var/tmp/daqportmgr/listen.port
            "$program" list 2>&1 || echo $?
            serve 30000 port
            "$program" list && echo $?
            """);

        Assert.Equal(
            [
                "portmanager: cannot connect to localhost port 30888 (which /var/tmp/daqportmgr/listen.port names), nor to port 30000: connection refused",
                "3",
                "portmanager: warning: no program listens on port 30888, which /var/tmp/daqportmgr/listen.port names: using port 30000",
                "SERVICE  PORT  USER",
                "0",
            ],
            lines);
    }

    [Fact]
    public async Task One_that_another_user_made_is_named_and_passed_over()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may become another user");
        string[] lines = await OwnHost.PlayAsync(
            """
            mkdir /var/tmp/daqportmgr; echo 30500 > /var/tmp/daqportmgr/listen.port
            chown -R 65534 /var/tmp/daqportmgr
            serve 30000 port
            "$program" list
            """);

        Assert.Equal(
            [
                "portmanager: warning: the port file /var/tmp/daqportmgr/listen.port is not believed: its folder belongs to user 65534; using port 30000",
                "SERVICE  PORT  USER",
            ],
            lines);
    }

    [Fact]
    public async Task A_holder_says_that_it_is_without_a_connection_and_finds_a_daemon_that_has_moved()
    {
        string[] lines = await OwnHost.PlayAsync(
            """
            file=/var/tmp/daqportmgr/listen.port
            serve 30500 "$file"
            "$program" run s --user fox -- sleep 60 &
            held() { "$program" list --json | grep -q '"s"'; }
            until held; do sleep 0.05; done
            kill -9 $daemon; wait $daemon || true
            until grep -q 'not advertised' "$folder/errors"; do sleep 0.05; done
            rm "$file"; serve 30600 "$file"
            until held; do sleep 0.05; done
            "$program" list --json
            """);

        Assert.Contains(lines, l => l.StartsWith("portmanager: warning: port 30001 is not advertised while the port manager is away: ", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\"port\":30001", StringComparison.Ordinal) || l.Contains("\"port\": 30001", StringComparison.Ordinal));
        Assert.Single(lines, l => l.Contains("not advertised", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_Cpp_client_of_NSCLDAQ_finds_the_port_where_it_looks_as_long_as_the_daemon_runs()
    {
        string[] lines = await OwnHost.PlayAsync(
            """
            cpp=/var/tmp/daqportmanager/listen.port
            serve 30500 /var/tmp/daqportmgr/listen.port
            until [ -s $cpp ]; do sleep 0.02; done
            cat $cpp
            kill $daemon; wait $daemon
            [ -e $cpp ] || echo gone
            serve 30600 elsewhere
            [ -e $cpp ] || echo "not that of another daemon"
            """);

        Assert.Equal(["30500", "gone", "not that of another daemon"], lines);
    }
}
