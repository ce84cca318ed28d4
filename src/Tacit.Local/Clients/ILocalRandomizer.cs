namespace Tacit.Local;

/// <summary>What runs on the device of a user: a value goes in, the packed bytes of a report come out. Not thread-safe: one for each thread.</summary>
public interface ILocalRandomizer
{
    /// <summary>The protocol's name, for example <c>oue</c>.</summary>
    string Protocol { get; }

    /// <summary>Values are 0 … this − 1.</summary>
    int Domain { get; }

    /// <summary>Bytes of every report.</summary>
    int ReportSize { get; }

    /// <summary>What a report gives away at most.</summary>
    PrivacyStatement Privacy { get; }

    /// <summary>The randomizer as a user has it who never reported: this one where nothing is kept between reports, a fresh one where something is.</summary>
    ILocalRandomizer NewUser();

    /// <summary>Writes one report and says how many bytes it has: <see cref="ReportSize"/>.</summary>
    /// <exception cref="BadInputException">The value is not one of the domain. Nothing was written.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    int Randomize(int value, Span<byte> destination);
}
