using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Tacit.Audit.Programs;

namespace Tacit.Audit.Local;

/// <summary>A client in another process, in any language, that answers each line of JSON with one line of JSON.</summary>
/// <remarks>
/// <c>{"op":"hello"}</c> is answered by <c>{"protocol":"oue","epsilon":1,"delta":0,"domain":16}</c>, and <c>{"op":"randomize","value":3,"count":100,"newUser":true}</c>
/// by <c>{"reports":["base64", …]}</c> with as many reports as were asked for, each of a user who never reported before. Anything else ends the audit with the
/// line quoted. One process is started for each thread. The program draws its own randomness: a seed repeats nothing of it.
/// </remarks>
public sealed class ProgramSource : ReportSource, IDisposable
{
    private const int FirstCount = 10;
    private const int WantedCharacters = 1 << 18;
    private const int Quoted = 200;
    private readonly ConcurrentBag<LineProcess> _idle;
    private readonly ConcurrentBag<LineProcess> _started;
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly TimeSpan _patience;
    private readonly int _first;
    private readonly int _second;
    private volatile int _count = FirstCount;

    private ProgramSource(string program, IReadOnlyList<string> arguments, TimeSpan patience, LineProcess process, Greeting hello, int first, int second, LocalClaim claim)
        : base(string.Join(' ', arguments.Prepend(program)), string.Create(CultureInfo.InvariantCulture, $"{first} and {second}"), claim)
    {
        (_program, _arguments, _patience, _first, _second) = (program, arguments, patience, first, second);
        (Protocol, Domain) = (hello.Protocol, hello.Domain);
        (_idle, _started) = ([process], [process]);
    }

    /// <summary>The protocol that the program names.</summary>
    public string Protocol { get; }

    /// <summary>k: values are 0 … k − 1.</summary>
    public int Domain { get; }

    /// <summary>Starts the program and asks what it is.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="first">One value.</param>
    /// <param name="second">The other; the last of the domain if null.</param>
    /// <param name="claim">What is claimed of it; what it says of itself if null.</param>
    /// <param name="patience">The longest to wait for one answer; 30 seconds if null.</param>
    /// <exception cref="BadInputException">The values are not two of the domain, or the time is not positive.</exception>
    /// <exception cref="AuditException">It cannot be started, or does not answer as it is to.</exception>
    public static ProgramSource Start(string program, IReadOnlyList<string> arguments, int first = 0, int? second = null, LocalClaim? claim = null, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        ArgumentNullException.ThrowIfNull(arguments);
        var wait = patience ?? TimeSpan.FromSeconds(30);
        if (!(wait > TimeSpan.Zero))
        {
            throw new BadInputException("The time to wait for an answer must be positive.");
        }

        var process = LineProcess.Start(program, arguments, wait);
        try
        {
            var hello = Hello(process, program);
            var last = second ?? hello.Domain - 1;
            if (first < 0 || first >= hello.Domain || last < 0 || last >= hello.Domain || first == last)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The values of an audit are two different ones of the domain of '{program}', 0 to {hello.Domain - 1}."));
            }

            return new(program, arguments, wait, process, hello, first, last, claim ?? new LocalClaim(hello.Epsilon, delta: hello.Delta));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Draw(bool second, int users, ulong seed, Action<ReadOnlySpan<byte>> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        if (!_idle.TryTake(out var process))
        {
            process = LineProcess.Start(_program, _arguments, _patience);
            _started.Add(process);
            _ = Hello(process, _program);
        }

        var answer = new string[1];
        for (var left = users; left > 0;)
        {
            var count = Math.Min(left, _count);
            process.Ask(string.Create(CultureInfo.InvariantCulture, $"{{\"op\":\"randomize\",\"value\":{(second ? _second : _first)},\"count\":{count},\"newUser\":true}}"), answer);
            Read(answer[0], count, take);
            left -= count;

            // As many as make lines of a reasonable length.
            _count = Math.Clamp((int)((long)WantedCharacters * count / answer[0].Length), 1, LocalTrials.Block);
        }

        _idle.Add(process);
    }

    /// <inheritdoc/>
    protected internal override void Finish()
    {
        // An answer too many means that answers were taken for those of other requests. It may be found only now.
        foreach (var process in _started)
        {
            process.Finish();
        }

        // They have ended: another audit starts its own.
        _idle.Clear();
        Dispose();
    }

    /// <summary>Ends the processes.</summary>
    public void Dispose()
    {
        while (_started.TryTake(out var process))
        {
            process.Dispose();
        }
    }

    private void Read(string line, int count, Action<ReadOnlySpan<byte>> take)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var reports = document.RootElement.GetProperty("reports");
            if (reports.GetArrayLength() != count)
            {
                throw Wrong(_program, line, string.Create(CultureInfo.InvariantCulture, $"with {reports.GetArrayLength()} reports where {count} were asked for"));
            }

            foreach (var report in reports.EnumerateArray())
            {
                take(report.GetBytesFromBase64());
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Wrong(_program, line, "that is not {\"reports\":[\"base64\", …]}");
        }
    }

    private static Greeting Hello(LineProcess process, string program)
    {
        var answer = new string[1];
        process.Ask("""{"op":"hello"}""", answer);
        try
        {
            using var document = JsonDocument.Parse(answer[0]);
            var root = document.RootElement;
            var hello = new Greeting(root.GetProperty("protocol").GetString() ?? string.Empty, root.GetProperty("epsilon").GetDouble(), root.TryGetProperty("delta", out var delta) ? delta.GetDouble() : 0, root.GetProperty("domain").GetInt32());
            if (hello is { Epsilon: >= 0, Delta: >= 0 and < 1, Domain: >= 2 } && double.IsFinite(hello.Epsilon))
            {
                return hello;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Said below.
        }

        throw Wrong(program, answer[0], "that does not say what it is: {\"protocol\":…,\"epsilon\":…,\"delta\":…,\"domain\":…}");
    }

    private static AuditException Wrong(string program, string line, string what) =>
        new($"'{program}' answered with a line {what}: nothing was audited. The line: {(line.Length <= Quoted ? line : line[..Quoted] + " …")}");

    private sealed record Greeting(string Protocol, double Epsilon, double Delta, int Domain);
}
