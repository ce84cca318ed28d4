using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What one report gives away at most, about what, and how that is known.</summary>
/// <param name="Unit">Whose change is hidden, in words.</param>
/// <param name="Epsilon">ε that is claimed and paid.</param>
/// <param name="Delta">δ; 0 for a pure guarantee.</param>
/// <param name="TightEpsilon">The largest log-ratio that the integer thresholds reach, rounded to a double: at most ε up to that rounding.</param>
/// <param name="Proof">How ε is known.</param>
public sealed record PrivacyStatement(string Unit, Rational Epsilon, Rational Delta, double TightEpsilon, PrivacyProof Proof)
{
    /// <summary>The wording for one report of one value.</summary>
    public const string OneReport = "one report of one value: every further report about the same person is paid again";

    /// <summary>What all reports of an installation give away together, where it reports in rounds; null where each report is paid by itself.</summary>
    public LongitudinalPrivacy? Rounds { get; init; }

    /// <summary>Whether reports are drawn from a seed: then they repeat, and nothing is promised at all. For tests and simulations.</summary>
    public bool IsSeeded { get; init; }

    /// <summary>For tuples, what is given away at most where one attribute changes and the others do not; null elsewhere.</summary>
    public double? AttributeEpsilon { get; init; }

    /// <summary>The loss of one report, under replace: any value against any other.</summary>
    public PrivacyLoss Loss => PrivacyLoss.Pure(Epsilon, Neighbours.Replace);

    /// <summary>The loss that a device pays before its first report leaves: ε∞ where it reports in rounds, else ε of the report.</summary>
    public PrivacyLoss PaidLoss => PrivacyLoss.Pure(Rounds?.ConstantValueEpsilon ?? Epsilon, Neighbours.Replace);

    /// <summary>What a device pays, in words, for example <c>ε = 1 for each report</c>.</summary>
    public string Price
    {
        get
        {
            var whole = Rounds is { } rounds
                ? $"ε = {rounds.ConstantValueEpsilon} for all reports of a device while its value stays, ε = {rounds.SingleReportEpsilon} for one, more for each change of the value"
                : $"ε = {Epsilon} for each report";

            // Rounded up: what is said is never less than what holds.
            return AttributeEpsilon is { } one
                ? string.Create(CultureInfo.InvariantCulture, $"{whole}, at most {Math.Ceiling(one * 1e4) / 1e4:0.####} where only one attribute changes")
                : whole;
        }
    }

    /// <summary>For example <c>ε = 1 (0.9999999 delivered), one report of one value …</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ε = {Epsilon} ({TightEpsilon:0.#######} at most delivered), {Unit}{(IsSeeded ? "; drawn from a seed, which repeats: these very reports protect nobody" : string.Empty)}");

    /// <summary>The same of a client with this source.</summary>
    internal PrivacyStatement DrawnFrom(LocalRandomness random) => random.IsPrivate ? this : this with { IsSeeded = true };
}
