using System.Diagnostics;
using PortManager.Lab;
using PortManager.Lab.Etcd;
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

    [Fact]
    public void A_pipe_to_which_nobody_writes_is_a_problem()
    {
        string pipe = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (Process mkfifo = Process.Start("mkfifo", pipe))
            mkfifo.WaitForExit();

        Assert.Null(LabFile.Read(pipe, out string? problem));
        Assert.Equal($"{pipe} is no regular file: expected a file that says where the directory of the lab is", problem);
        File.Delete(pipe);
    }

    [Fact]
    public void A_file_without_end_is_a_problem()
    {
        Assert.Null(LabFile.Read("/dev/zero", out string? problem));
        Assert.Equal("/dev/zero is longer than 1048576 bytes: expected a file that says where the directory of the lab is", problem);
    }

    [Theory]
    [InlineData("/dev/zero", "/dev/zero is longer than 1048576 bytes: expected the user on its first line and the password on its second")]
    [InlineData("/proc/self", "cannot read /proc/self, which should have the user and the password")]
    public void A_file_that_can_be_no_login_is_refused(string file, string problem) =>
        Assert.Equal(problem, Assert.Throws<EtcdException>(() => EtcdLogin.Read(file)).Message);

    [Theory]
    [InlineData("fox\nsecret")]
    [InlineData("fox\r\nsecret\r\n")]
    [InlineData("\ufefffox\nsecret\nmore\n")]
    public void A_login_is_the_first_two_lines_of_its_file(string text)
    {
        using var file = new TemporaryFile(text);

        LoginRequest login = EtcdLogin.Read(file.Path);

        Assert.Equal(("fox", "secret"), (login.Name, login.Password));
    }

    private static LabOptions? Read(string text)
    {
        LabOptions? options = LabFile.Parse(text, "lab.conf", out string? problem);
        Assert.Null(problem);
        return options;
    }
}
