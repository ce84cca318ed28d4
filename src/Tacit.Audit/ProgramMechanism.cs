using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Tacit.Audit.Outputs;
using Tacit.Audit.Programs;
using Tacit.Randomness;

namespace Tacit.Audit;

/// <summary>A mechanism in another process, in any language: it reads a line of JSON for each run and answers with a line of JSON.</summary>
/// <remarks>
/// The request is <c>{"input": …, "seed": …}</c> with a seed below 2^53; the answer is any JSON value. A program that takes its randomness elsewhere
/// may ignore the seed. One process is started for each thread that asks. A process that ends, is silent for too long or answers with something that is
/// not JSON ends the audit with an <see cref="AuditException"/>; so does one line too many, at the latest in <see cref="Finish"/>, to be called before a result
/// is believed. What it writes to standard error passes through.
/// </remarks>
public sealed class ProgramMechanism : IDisposable
{
    private readonly ConcurrentBag<LineProcess> _idle = [];
    private readonly ConcurrentBag<LineProcess> _started = [];
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly TimeSpan _patience;

    /// <summary>A program with its arguments; nothing is started yet.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="patience">The longest to wait for one answer; 30 seconds if null.</param>
    public ProgramMechanism(string program, IReadOnlyList<string> arguments, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        ArgumentNullException.ThrowIfNull(arguments);
        _program = program;
        _arguments = arguments;
        _patience = patience ?? TimeSpan.FromSeconds(30);
        if (!(_patience > TimeSpan.Zero))
        {
            throw new BadInputException("The time to wait for an answer must be positive.");
        }
    }

    /// <summary>One run: the mechanism to hand to <see cref="MechanismAudit"/>.</summary>
    /// <exception cref="AuditException">The program cannot be started, ended, was silent for too long, or answered with something that is not JSON.</exception>
    public JsonElement Run(JsonElement input, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var request = string.Create(CultureInfo.InvariantCulture, $"{{\"input\":{OneLine(input)},\"seed\":{random.NextUInt64() >> 11}}}");
        if (!_idle.TryTake(out var process))
        {
            process = LineProcess.Start(_program, _arguments, _patience);
            _started.Add(process);
        }

        var answer = process.Ask(request);
        try
        {
            using var document = JsonDocument.Parse(answer);
            var value = document.RootElement.Clone();

            // Half of a surrogate pair is well-formed JSON and no text: it is found where it is read, so it is read here.
            _ = answer.Contains("\\u", StringComparison.Ordinal) ? OutputReader.Read(value, 0) : null;
            _idle.Add(process);
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new AuditException($"'{_program}' answered with a line that is not JSON: nothing was audited. Print one JSON value for each line that is read, and everything else to standard error.");
        }
    }

    /// <summary>Asks the processes to end, and checks that none had more to say: an answer too many means that answers were taken for those of other runs.</summary>
    /// <exception cref="AuditException">A program printed a line that was not asked for. What was audited with it says nothing.</exception>
    public void Finish()
    {
        foreach (var process in _started)
        {
            process.Finish();
        }
    }

    /// <summary>Ends the processes.</summary>
    public void Dispose()
    {
        while (_started.TryTake(out var process))
        {
            process.Dispose();
        }
    }

    // JSON from a file may have line breaks between its tokens.
    private static string OneLine(JsonElement input)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            input.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
