using System.Text;
using PortManager.Lab;

namespace PortManager.Tests.Lab;

public class LabKeysTests
{
    [Theory]
    [InlineData("/portmanager/daq1/30001", "daq1", 30001)]
    [InlineData("/portmanager/daq1.lab.org/1", "daq1.lab.org", 1)]
    [InlineData("/portmanager/a_b-c/65535", "a_b-c", 65535)]
    // A host may have the name of another key.
    [InlineData("/portmanager/host/30001", "host", 30001)]
    public void The_key_of_a_service_has_its_host_and_its_port(string key, string host, int port)
    {
        Assert.True(LabKeys.TryReadPort("/portmanager/", Encoding.UTF8.GetBytes(key), out string of, out int read));
        Assert.Equal((host, port), (of, read));
        Assert.Equal(key, Encoding.UTF8.GetString(LabKeys.OfPort("/portmanager/", host, port)));
    }

    [Theory]
    [InlineData("/portmanager/daq1/host")]
    [InlineData("/portmanager/daq1/conflict")]
    [InlineData("/portmanager/daq1/")]
    [InlineData("/portmanager/daq1")]
    [InlineData("/portmanager//30001")]
    [InlineData("/portmanager/daq1/30001/more")]
    [InlineData("/portmanager/daq 1/30001")]
    [InlineData("/portmanager/dáq/30001")]
    [InlineData("/portmanager/daq1/0")]
    [InlineData("/portmanager/daq1/030001")]
    [InlineData("/portmanager/daq1/65536")]
    [InlineData("/portmanager/daq1/+1")]
    [InlineData("/portmanager/daq1/-1")]
    [InlineData("/portmanager/daq1/ 1")]
    [InlineData("/portmanager/daq1/99999999999999999999")]
    [InlineData("/elsewhere/daq1/30001")]
    [InlineData("")]
    public void Another_key_is_no_service(string key) =>
        Assert.False(LabKeys.TryReadPort("/portmanager/", Encoding.UTF8.GetBytes(key), out _, out _));

    [Fact]
    public void Bytes_that_are_no_text_are_no_service() =>
        Assert.False(LabKeys.TryReadPort("/portmanager/", [.. "/portmanager/"u8, 0xff, 0xfe, .. "/30001"u8], out _, out _));

    [Theory]
    [InlineData("/portmanager/daq1/host", true)]
    [InlineData("/portmanager/daq1/hosts", false)]
    [InlineData("/portmanager/daq1/30001", false)]
    [InlineData("/portmanager/host", false)]
    public void The_key_of_a_host_ends_with_one_word(string key, bool isHost) =>
        Assert.Equal(isHost, LabKeys.TryReadHost("/portmanager/", Encoding.UTF8.GetBytes(key), out _));

    [Theory]
    [InlineData("/portmanager/daq1/host", true)]
    [InlineData("/portmanager/daq1/65535", true)]
    [InlineData("/portmanager/daq1/ÿ", true)]
    [InlineData("/portmanager/daq10/host", false)]
    [InlineData("/portmanager/daq1", false)]
    [InlineData("/portmanager/daq0/host", false)]
    public void The_range_of_a_host_has_its_keys_and_no_other_host_s(string key, bool isWithin)
    {
        byte[] start = LabKeys.Under("/portmanager/", "daq1"), bytes = Encoding.UTF8.GetBytes(key);

        bool within = bytes.AsSpan().SequenceCompareTo(start) >= 0 && bytes.AsSpan().SequenceCompareTo(LabKeys.Behind(start)) < 0;

        Assert.Equal(isWithin, within);
    }

    [Theory]
    [InlineData("daq1", true)]
    [InlineData("DAQ-1.lab_2", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    public void The_name_of_a_host_can_be_part_of_a_key(string host, bool isFine) => Assert.Equal(isFine, LabKeys.ProblemOfHost(host) is null);

    [Fact]
    public void The_name_of_a_host_has_253_characters_at_most()
    {
        Assert.Null(LabKeys.ProblemOfHost(new string('a', 253)));
        Assert.NotNull(LabKeys.ProblemOfHost(new string('a', 254)));
    }
}
