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
    private readonly BoundedLines _answers;
    private readonly string _program;
    private readonly TimeSpan _patience;
    private Task<string?> _next;

    private LineProcess(Process process, string program, TimeSpan patience)
    {
        _process = process;
        _answers = new(new(process.StandardOutput.BaseStream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16), program);
        _program = program;
        _patience = patience;
        _next = _answers.ReadAsync();
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

    /// <summary>Writes one line and reads as many as there is room for.</summary>
    public void Ask(string request, Span<string> answers)
    {
        // A line that nobody asked for would be taken for the next answer, and the audit would compare the wrong runs.
        if (_next.IsCompleted)
        {
            throw _next is { IsCompletedSuccessfully: true, Result: not null } ? NotAskedFor() : Ended(_next.Exception);
        }

        try
        {
            if (!_process.StandardInput.WriteLineAsync(request).Wait(_patience) || !_process.StandardInput.FlushAsync().Wait(_patience))
            {
                throw Silent(0, answers.Length);
            }

            for (var i = 0; i < answers.Length; i++)
            {
                if (!_next.Wait(_patience))
                {
                    throw Silent(i, answers.Length);
                }

                answers[i] = _next.Result ?? throw Ended(null);
                _next = _answers.ReadAsync();
            }
        }
        catch (Exception e) when (e is AggregateException or IOException)
        {
            throw Ended(e);
        }
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
            throw Ended(e);
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

    private AuditException Silent(int given, int asked) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"'{_program}' gave {(given == 0 ? "no answer" : $"{given} of {asked} answers, and no more")} within {_patience.TotalSeconds:0.###} seconds: nothing was audited. {(asked > 1 ? "A request that carries 'count' wants as many lines: see that the program knows it, or ask for one output at a time. " : string.Empty)}Programs often keep lines back: flush standard output after each answer, or allow more time."));

    private AuditException Ended(Exception? error)
    {
        if (error is AuditException or AggregateException { InnerException: AuditException })
        {
            return error as AuditException ?? (AuditException)error.InnerException!;
        }

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
