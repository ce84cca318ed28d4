using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>RAPPOR over several rounds, in one process: every user has a device with a secret and a memo of its own, and reports a word in every round.</summary>
public static class RapporSimulation
{
    /// <summary>Runs it on all processors. The candidates are the words that users have.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="words">The words.</param>
    /// <param name="users">How many users have each word in the first round.</param>
    /// <param name="rounds">T: reports of each user.</param>
    /// <param name="change">With which probability a user draws a word anew before each further round, as frequent as in the first one.</param>
    /// <param name="options">Confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The variance that is announced is the mean of the squared standard errors.</returns>
    /// <exception cref="BadInputException">There is not one number of users for each word, there are no users, the words cannot be told apart, or a parameter is out of range.</exception>
    public static RoundsResult Run(RapporProtocol protocol, IReadOnlyList<string> words, IReadOnlyList<long> users, int rounds, double change = 0, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(words);
        options ??= new();
        var total = RoundsSimulation.Verify(protocol, users, words.Count, rounds, change);
        Confidences.Verify(options.Confidence);

        var truth = new KeptTruth(rounds, users.Count);
        IRapporAggregator[] counted = [.. Enumerable.Range(0, rounds).Select(_ => protocol.CreateAggregator())];
        var rate = SimulatedReports.Collect(counted, total, options.Seed, random => new KeptPart(store => Device(protocol, words, store, random), users, change, truth, random), cancellation);
        return RoundsSimulation.Result(counted.Zip(truth.Rounds, (a, t) => Estimates(a.Decode(words, confidence: options.Confidence), t, total)), truth, protocol.Longitudinal, rate);
    }

    private static KeptDevice Device(RapporProtocol protocol, IReadOnlyList<string> words, IMemoStore store, LocalRandomness random)
    {
        Span<byte> secret = stackalloc byte[DeviceKey.Size];
        for (var i = 0; i < secret.Length; i += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(secret[i..], random.NextUInt64());
        }

        var client = protocol.Client(DeviceKey.From(secret), store, protocol.Id, "word", random);
        return (value, report) => client.Randomize(words[value], report);
    }

    private static SimulatedEstimates Estimates(IReadOnlyList<RapporWord> words, long[] users, long total) =>
        words.Any(w => double.IsInfinity(w.StandardError))
            ? throw new BadInputException($"{words.Count} words cannot be told apart by so few bits and cohorts. Take more of them, or fewer words.")
            : new(
                [.. words.Select(w => w.Frequency)],
                [.. users.Select(u => (double)u / total)],
                words.Average(w => w.StandardError * w.StandardError));
}
