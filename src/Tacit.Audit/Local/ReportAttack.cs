using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>How reports are read to tell two inputs apart: events that are fixed, and searches that choose one event each on runs of their own. Together they share α.</summary>
public sealed class ReportAttack
{
    private ReportAttack(string name, IReadOnlyList<ReportEvent> events, IReadOnlyList<IEventSearch> searches, int? reportSize = null) =>
        (Name, Events, Searches, ReportSize) = (name, events, searches, reportSize);

    /// <summary>For example <c>pairwise</c>.</summary>
    public string Name { get; }

    internal IReadOnlyList<ReportEvent> Events { get; }

    internal IReadOnlyList<IEventSearch> Searches { get; }

    /// <summary>Bytes that the events read; null where any number will do.</summary>
    internal int? ReportSize { get; }

    /// <summary>The event whose likelihood ratio is the loss of one report itself, so that the bound comes as near to ε as the trials allow.</summary>
    /// <remarks>
    /// Of local hashing it is blind to a seed that depends on the value: there a search of the seed alone, as a whole and in parts, shares α with it.
    /// </remarks>
    /// <param name="oracle">How reports are to be read.</param>
    /// <param name="first">The value that the event speaks for.</param>
    /// <param name="second">The other one.</param>
    public static ReportAttack Pairwise(FrequencyOracle oracle, int first, int second)
    {
        Check(oracle, first, second);
        var attack = new ReportAttack("pairwise", [OracleEvents.Pairwise(oracle, first, second)], [], oracle.ReportSize);
        return oracle.Parameters.Kind is OracleKind.Blh or OracleKind.Olh ? attack.AndBeginning(SeedBytes(oracle.ReportSize)) : attack;
    }

    /// <summary>Bytes of the seed that a report of local hashing begins with; the hash value is behind it.</summary>
    internal static int SeedBytes(int reportSize) => reportSize > 9 ? 16 : 8;

    /// <summary>The same and a search of the bytes that a report begins with: the whole, each byte, pairs of them and the most telling bits, for a seed that is tied to the value as a whole or in part.</summary>
    internal ReportAttack AndBeginning(int bytes) => new(Name, Events, [.. Searches, new TableSearch(bytes)], ReportSize);

    /// <summary>The same for tuples, of all first values against all last ones: each attribute of the report speaks for its first value.</summary>
    /// <param name="protocol">How tuples are reported.</param>
    public static ReportAttack Pairwise(TupleProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return new("pairwise", [TupleEvents.Pairwise(protocol)], [], protocol.ReportSize);
    }

    /// <summary>The attack of the paper: guess the value that the report makes likeliest, at random among several.</summary>
    /// <param name="oracle">How reports are to be read.</param>
    /// <param name="first">The value whose guess counts.</param>
    public static ReportAttack Guess(FrequencyOracle oracle, int first)
    {
        Check(oracle, first, first == 0 ? 1 : 0);
        return new("guess", [OracleEvents.Guess(oracle, first)], [], oracle.ReportSize);
    }

    /// <summary>For reports of which nothing is known: a fifth of the runs tabulates whole reports, each byte, pairs of the most telling bytes and the most telling bits together, and chooses the set that promises most.</summary>
    public static ReportAttack Search() => new("search", [], [new TableSearch()]);

    /// <summary>The same for something that you make of a user's reports: a fifth of the runs tabulates it.</summary>
    /// <param name="feature">What it is, in words.</param>
    /// <param name="of">The feature of the reports of a user. Called from several threads at once.</param>
    public static ReportAttack Search(string feature, Func<ReadOnlySpan<byte>, ulong> of)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(of);
        return new("search", [], [new TableSearch(feature, of)]);
    }

    /// <summary>A half-line of a score, for example of the log of the likelihood ratio: a fifth of the runs chooses the threshold.</summary>
    /// <param name="score">The score of the reports of a user; larger ones speak for the first input. Called from several threads at once.</param>
    public static ReportAttack Likelihood(Func<ReadOnlySpan<byte>, double> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return new("likelihood", [], [new ThresholdSearch(score)]);
    }

    /// <summary>Events of your own, fixed before anything is run.</summary>
    /// <param name="events">At least one.</param>
    /// <exception cref="BadInputException">There is none.</exception>
    public static ReportAttack Of(params IReadOnlyList<ReportEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.Count > 0 ? new("events", [.. events], []) : throw new BadInputException("An attack needs at least one event.");
    }

    private static void Check(FrequencyOracle oracle, int first, int second)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        if ((uint)first >= (uint)oracle.Parameters.Domain || (uint)second >= (uint)oracle.Parameters.Domain || first == second)
        {
            throw new BadInputException($"An attack tells two values of the domain apart: two different ones of 0 to {oracle.Parameters.Domain - 1}.");
        }
    }
}
