using System.Diagnostics;
using System.Text;

namespace PortManager.EndToEnd.Support;

/// <summary>A process that a test started: what it writes, signals to it, and its end.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly Capture _output = new();
    private readonly Capture _errors = new();

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += _output.Take;
        process.ErrorDataReceived += _errors.Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Standard output until now: whole lines.</summary>
    public string Output => _output.Text;

    /// <summary>Standard error until now: whole lines.</summary>
    public string Errors => _errors.Text;

    public static RunningProgram Start(string file, IEnumerable<string> args) => Start(new ProcessStartInfo(file, args));

    /// <summary>Starts a process with pipes for its input, output and errors.</summary>
    public static RunningProgram Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        return new RunningProgram(Process.Start(start)!);
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal, by its name without SIG.</summary>
    public void Signal(string name) => Signals.Send(Id, name);

    /// <summary>The line of standard output at an index, as soon as it is there.</summary>
    public async Task<string> LineAsync(int index = 0)
    {
        await Eventually.Holds($"line {index} of the output", () => _output.Lines.Length > index || _output.HasEnded);
        string[] lines = _output.Lines;
        Assert.True(lines.Length > index, $"the output ended before line {index}: {Output}{Errors}");
        return lines[index];
    }

    /// <summary>Its exit code, when it has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_deadline);
        return _process.ExitCode;
    }

    /// <summary>What came of it, when it has ended by itself.</summary>
    public async Task<ProgramResult> ResultAsync() => new(await EndedAsync(), Output, Errors);

    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>The lines of a pipe.</summary>
    private sealed class Capture
    {
        private readonly List<string> _lines = [];
        private bool _hasEnded;

        public string[] Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public bool HasEnded
        {
            get
            {
                lock (_lines)
                    return _hasEnded;
            }
        }

        public string Text => string.Concat(Lines.Select(line => line + "\n"));

        public void Take(object sender, DataReceivedEventArgs e)
        {
            lock (_lines)
            {
                if (e.Data is null)
                    _hasEnded = true;
                else
                    _lines.Add(e.Data);
            }
        }
    }
}
