using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tacit.Audit.Programs;

/// <summary>A process that is asked line by line, and is not waited for without end.</summary>
internal sealed class LineProcess : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly StreamReader _answers;
    private readonly string _program;
    private readonly TimeSpan _patience;
    private Task<string?> _next;

    private LineProcess(Process process, string program, TimeSpan patience)
    {
        _process = process;
        _answers = new(process.StandardOutput.BaseStream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        _program = program;
        _patience = patience;
        _next = _answers.ReadLineAsync();
    }

    public static LineProcess Start(string program, IReadOnlyList<string> arguments, TimeSpan patience)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                StandardInputEncoding = new UTF8Encoding(false),
            });
            return new(process!, program, patience);
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            throw new AuditException($"'{program}' cannot be started: {e.Message}");
        }
    }

    public string Ask(string request)
    {
        // A line that nobody asked for would be taken for the next answer, and the audit would compare the wrong runs.
        if (_next.IsCompleted)
        {
            throw _next is { IsCompletedSuccessfully: true, Result: not null } ? NotAskedFor() : Ended();
        }

        try
        {
            if (!_process.StandardInput.WriteLineAsync(request).Wait(_patience) || !_process.StandardInput.FlushAsync().Wait(_patience) || !_next.Wait(_patience))
            {
                throw new AuditException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{_program}' gave no answer within {_patience.TotalSeconds:0.###} seconds: nothing was audited. Programs often keep lines back: flush standard output after each answer, or allow more time."));
            }
        }
        catch (Exception e) when (e is AggregateException or IOException)
        {
            throw Ended();
        }

        var answer = _next.Result ?? throw Ended();
        _next = _answers.ReadLineAsync();
        return answer;
    }

    /// <summary>Closes the input and waits for the end. A program that began with a line of its own has one answer too many.</summary>
    public void Finish()
    {
        try
        {
            _process.StandardInput.Close();
            if (_next.Wait(_patience < Farewell ? _patience : Farewell) && _next.Result is not null)
            {
                throw NotAskedFor();
            }
        }
        catch (Exception e) when (e is AggregateException or IOException)
        {
            throw Ended();
        }
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(500))
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or IOException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private AuditException NotAskedFor() =>
        new($"'{_program}' printed a line that was not asked for: nothing was audited. It is to print one line for each line that it reads, and everything else to standard error.");

    private AuditException Ended()
    {
        var how = "closed its output";
        try
        {
            how = _process.WaitForExit(1000) ? string.Create(CultureInfo.InvariantCulture, $"ended with exit code {_process.ExitCode}") : how;
        }
        catch (InvalidOperationException)
        {
            // Nothing more is known of it.
        }

        return new($"'{_program}' {how} before the audit was done: nothing was audited. It is to answer every line that it reads with one line, and to end when its input ends.");
    }
}
