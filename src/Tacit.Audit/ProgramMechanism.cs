using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tacit.Audit.Mechanisms;
using Tacit.Audit.Outputs;
using Tacit.Audit.Programs;
using Tacit.Randomness;

namespace Tacit.Audit;

/// <summary>A mechanism in another process, in any language: it reads a line of JSON for each request and answers with a line of JSON for each output.</summary>
/// <remarks>
/// The request is <c>{"input": …, "seed": …}</c> with a seed below 2^53, and <c>"count": …</c> where more than one output is wanted; an answer is any JSON
/// value. A program that takes its randomness elsewhere may ignore the seed. One process is started for each thread that asks. A process that ends, is silent
/// for too long, or answers with something that is not JSON, with a line of more than a million characters or with one line too many ends the audit with an
/// <see cref="AuditException"/>. What it writes to standard error passes through.
/// </remarks>
public sealed class ProgramMechanism : IDisposable
{
    private readonly ConcurrentBag<LineProcess> _idle = [];
    private readonly ConcurrentBag<LineProcess> _started = [];
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly TimeSpan _patience;
    private readonly int _count;

    /// <summary>A program with its arguments; nothing is started yet.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="patience">The longest to wait for one answer; 30 seconds if null.</param>
    /// <param name="count">Outputs that one request asks for, 1 to 250. More than one is faster, and asks for a program that knows <c>count</c>.</param>
    /// <exception cref="BadInputException">The time or the count is out of range.</exception>
    public ProgramMechanism(string program, IReadOnlyList<string> arguments, TimeSpan? patience = null, int count = 1)
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

        _count = count is >= 1 and <= Trials<JsonElement>.Block
            ? count
            : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"A request asks for 1 to {Trials<JsonElement>.Block} outputs, but was to ask for {count}."));
    }

    /// <summary>Audits the program on the given pairs, as <see cref="MechanismAudit.RunAsync"/> does.</summary>
    /// <param name="pairs">Pairs of neighbours under the relation of the claim.</param>
    /// <param name="claim">What the program says of itself.</param>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two requests.</param>
    /// <exception cref="BadInputException">As for <see cref="MechanismAudit.RunAsync"/>; or time is to be looked at, and a request asks for more than one output.</exception>
    /// <exception cref="AuditException">As for <see cref="MechanismAudit.RunAsync"/>; or the program did not answer as it is to.</exception>
    public Task<MechanismAuditResult> AuditAsync(
        IReadOnlyList<NeighbourPair<JsonElement>> pairs, PrivacyClaim claim, AuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default) =>
        AuditAsync(pairs, search: false, claim, options, progress, token);

    /// <summary>Audits the program on the worst of many pairs, as <see cref="MechanismAudit.SearchAsync"/> does.</summary>
    /// <param name="proposals">Pairs of neighbours under the relation of the claim, for example of <see cref="NeighbourProposals"/>.</param>
    /// <param name="claim">What the program says of itself.</param>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two requests.</param>
    /// <exception cref="BadInputException">As for <see cref="AuditAsync(IReadOnlyList{NeighbourPair{JsonElement}}, PrivacyClaim, AuditOptions?, IProgress{AuditProgress}?, CancellationToken)"/>.</exception>
    /// <exception cref="AuditException">As there.</exception>
    public Task<MechanismAuditResult> SearchAsync(
        IReadOnlyList<NeighbourPair<JsonElement>> proposals, PrivacyClaim claim, AuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default) =>
        AuditAsync(proposals, search: true, claim, options, progress, token);

    /// <summary>Ends the processes.</summary>
    public void Dispose()
    {
        while (_started.TryTake(out var process))
        {
            process.Dispose();
        }
    }

    private async Task<MechanismAuditResult> AuditAsync(
        IReadOnlyList<NeighbourPair<JsonElement>> pairs, bool search, PrivacyClaim claim, AuditOptions? options, IProgress<AuditProgress>? progress, CancellationToken token)
    {
        var timing = options?.Timing ?? false;
        if (timing && _count > 1)
        {
            throw new BadInputException("The time of one run cannot be told when a request asks for many outputs. Ask for one at a time where time is looked at.");
        }

        var result = await MechanismAudit.AuditAsync<JsonElement>((input, random, outputs) => Ask(input, random, outputs, timing), _count, pairs, search, claim, options, progress, token).ConfigureAwait(false);

        // An answer too many means that answers were taken for those of other runs. It may be found only now.
        foreach (var process in _started)
        {
            process.Finish();
        }

        // They have ended: another audit starts its own.
        _idle.Clear();
        Dispose();
        return result;
    }

    private void Ask(JsonElement input, RandomSource random, Span<Observation> outputs, bool timing)
    {
        var count = outputs.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $",\"count\":{outputs.Length}") : string.Empty;
        var request = string.Create(CultureInfo.InvariantCulture, $"{{\"input\":{OneLine(input)},\"seed\":{random.NextUInt64() >> 11}{count}}}");
        if (!_idle.TryTake(out var process))
        {
            process = LineProcess.Start(_program, _arguments, _patience);
            _started.Add(process);
        }

        var answers = new string[outputs.Length];
        var start = timing ? Stopwatch.GetTimestamp() : 0;
        process.Ask(request, answers);
        var seconds = timing ? Stopwatch.GetElapsedTime(start).TotalSeconds : double.NaN;
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                // Half of a surrogate pair is well-formed JSON and no text: it is found where it is read.
                using var document = JsonDocument.Parse(answers[i]);
                outputs[i] = OutputReader.Read(document.RootElement, seconds);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new AuditException($"'{_program}' answered with a line that is not JSON: nothing was audited. Print one JSON value for each output that is asked for, and everything else to standard error.");
            }
        }

        _idle.Add(process);
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
