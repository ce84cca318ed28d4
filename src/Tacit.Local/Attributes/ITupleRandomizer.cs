namespace Tacit.Local;

/// <summary>What runs on the device of a user who has a value of each of several attributes. Not thread-safe: one for each thread.</summary>
public interface ITupleRandomizer
{
    /// <summary>The protocol's name, for example <c>smp</c>.</summary>
    string Protocol { get; }

    /// <summary>Values of attribute j are 0 … this[j] − 1.</summary>
    IReadOnlyList<int> Domains { get; }

    /// <summary>Bytes of every report.</summary>
    int ReportSize { get; }

    /// <summary>What a report gives away at most of the whole tuple.</summary>
    PrivacyStatement Privacy { get; }

    /// <summary>The randomizer as a user has it who never reported.</summary>
    ITupleRandomizer NewUser();

    /// <summary>Writes one report and says how many bytes it has: <see cref="ReportSize"/>.</summary>
    /// <param name="tuple">A value of each attribute, in order.</param>
    /// <param name="destination">Where the report goes.</param>
    /// <exception cref="BadInputException">A value is none of its domain, or there are too few or too many. Nothing was written.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    int Randomize(ReadOnlySpan<int> tuple, Span<byte> destination);
}
