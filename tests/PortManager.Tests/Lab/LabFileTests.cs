using PortManager.Lab;
using PortManager.Tests.Client;

namespace PortManager.Tests.Lab;

public class LabFileTests
{
    [Fact]
    public void A_file_says_where_the_directory_is_and_how_to_sign_in()
    {
        LabOptions? options = Read(
            """
            # Our lab.

              directory = https://etcd1:2379, https://etcd2:2379
            prefix=/lab/
            ca = /etc/ca.pem
            certificate = /etc/host = 1.pem
            key = /etc/host.key
            login = /etc/login
            """);

        Assert.NotNull(options);
        Assert.Equal(["https://etcd1:2379/", "https://etcd2:2379/"], options.Endpoints.Select(e => e.AbsoluteUri));
        Assert.Equal(
            ("/lab/", "/etc/ca.pem", "/etc/host = 1.pem", "/etc/host.key", "/etc/login"),
            (options.Prefix, options.CaFile, options.CertificateFile, options.KeyFile, options.LoginFile));
    }

    [Fact]
    public void What_a_file_leaves_out_is_as_it_is_by_default()
    {
        LabOptions? options = Read("directory = http://etcd1:2379\r\n");

        Assert.NotNull(options);
        Assert.Equal((LabOptions.DefaultPrefix, null, null), (options.Prefix, options.CaFile, options.LoginFile));
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("directory =")]
    [InlineData("directory = etcd1:2379")]
    [InlineData("directory = http://etcd1:2379,")]
    [InlineData("directory = ftp://etcd1:2379")]
    [InlineData("directory = http://fox:secret@etcd1:2379")]
    [InlineData("directory = http://etcd1:2379/v3")]
    [InlineData("endpoint = http://etcd1:2379")]
    [InlineData("Directory = http://etcd1:2379")]
    public void A_line_that_nobody_understands_is_named(string line)
    {
        Assert.Null(LabFile.Parse($"ca = /etc/ca.pem\n{line}\n", "lab.conf", out string? problem));
        Assert.StartsWith($"lab.conf has the line \"{line}\": expected directory,", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "has no address")]
    [InlineData("# directory = http://etcd1:2379", "has no address")]
    [InlineData("directory = http://etcd1:2379\nprefix = lab", "should end with a slash")]
    [InlineData("directory = http://etcd1:2379\nkey = /etc/host.key", "has no certificate")]
    public void A_file_that_is_not_enough_says_what_is_expected(string text, string expected)
    {
        Assert.Null(LabFile.Parse(text, "lab.conf", out string? problem));
        Assert.StartsWith("lab.conf: ", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_without_a_file_has_no_lab_and_no_problem()
    {
        Assert.Null(LabFile.Read("/nonexistent/lab.conf", out string? problem));
        Assert.Null(problem);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_problem()
    {
        using var file = new TemporaryFile("");
        Assert.Null(LabFile.Read(Path.GetDirectoryName(file.Path)!, out string? problem));
        Assert.StartsWith("cannot read ", problem, StringComparison.Ordinal);
    }

    private static LabOptions? Read(string text)
    {
        LabOptions? options = LabFile.Parse(text, "lab.conf", out string? problem);
        Assert.Null(problem);
        return options;
    }
}
