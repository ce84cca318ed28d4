using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Tacit.Ledgers.Tests.Support;

/// <summary>A process that spends from a ledger; see Tacit.Ledgers.Crash.</summary>
public sealed class Child : IDisposable
{
    /// <summary>What a shell calls the end by signal 9.</summary>
    public const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly SemaphoreSlim _printed = new(0);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private Child(Process process) => _process = process;

    /// <summary>What it printed on standard output, line by line.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public string Errors => string.Join('\n', _errors);

    /// <summary>The answers that it says it got.</summary>
    public IEnumerable<(long Entry, long Answer, string Plan)> Settled => _lines
        .Select(line => line.Split(' '))
        .Where(words => words is ["settled", _, _, _])
        .Select(words => (long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture), words[3]));

    public static Child Start(string ledger, string cap, string epsilon, string seed, string step = "Never", int spends = 1, int clockMinutes = 0) => Start(
        ledger, Clinic.Population.Name, cap, epsilon, seed, step, spends.ToString(CultureInfo.InvariantCulture), clockMinutes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Spends of the analyst ann, who has a cap of her own.</summary>
    public static Child StartAnalyst(string ledger, string cap, string hers, string seed, int spends, int clockMinutes = 0) => Start(
        ledger, Clinic.Population.Name, cap, "1", seed, "Never", spends.ToString(CultureInfo.InvariantCulture), clockMinutes.ToString(CultureInfo.InvariantCulture), hers);

    /// <summary>One run in stretches.</summary>
    public static Child StartTraining(string ledger, string seed, int stretches, int clockMinutes) => Start(
        "train", ledger, Clinic.Population.Name, seed, stretches.ToString(CultureInfo.InvariantCulture), clockMinutes.ToString(CultureInfo.InvariantCulture));

    private static Child Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Tacit.Ledgers.Crash.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var child = new Child(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, e) => child.Take(e.Data);
        child._process.ErrorDataReceived += (_, e) => child._errors.Enqueue(e.Data ?? string.Empty);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until it has printed so many more lines, or has ended.</summary>
    public async Task PrintsAsync(int lines)
    {
        for (var i = 0; i < lines; i++)
        {
            await _printed.WaitAsync();
        }
    }

    /// <summary>Sends SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end, and until everything that it printed is here.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Dispose();
        _printed.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }

        _printed.Release(line is null ? short.MaxValue : 1);
    }
}
