using Tacit.Randomness;

namespace Tacit.Audit.Local;

/// <summary>Something that the reports of one user say or do not say. Fixed before the runs that count it.</summary>
public sealed class ReportEvent
{
    private readonly Func<ReadOnlySpan<byte>, RandomSource, bool> _happens;

    /// <summary>An event.</summary>
    /// <param name="words">The event in words, for the result.</param>
    /// <param name="happens">Whether it happens for the reports of a user, with coins for guesses. Called from several threads at once.</param>
    /// <param name="secondIsLikelier">Whether it speaks for the second input, and not for the first.</param>
    public ReportEvent(string words, Func<ReadOnlySpan<byte>, RandomSource, bool> happens, bool secondIsLikelier = false)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(happens);
        (Words, _happens, SecondIsLikelier) = (words, happens, secondIsLikelier);
    }

    /// <summary>An event without coins.</summary>
    /// <param name="words">The event in words, for the result.</param>
    /// <param name="happens">Whether it happens for the reports of a user. Called from several threads at once.</param>
    /// <param name="secondIsLikelier">Whether it speaks for the second input, and not for the first.</param>
    public ReportEvent(string words, Func<ReadOnlySpan<byte>, bool> happens, bool secondIsLikelier = false)
        : this(words, happens is null ? null! : (reports, _) => happens(reports), secondIsLikelier)
    {
    }

    /// <summary>The event in words.</summary>
    public string Words { get; }

    /// <summary>Whether it speaks for the second input.</summary>
    public bool SecondIsLikelier { get; }

    /// <summary>Whether it happens for the reports of a user.</summary>
    /// <param name="reports">The reports of one user, one after another.</param>
    /// <param name="coins">Coins of the attacker.</param>
    public bool Happens(ReadOnlySpan<byte> reports, RandomSource coins) => _happens(reports, coins);
}
