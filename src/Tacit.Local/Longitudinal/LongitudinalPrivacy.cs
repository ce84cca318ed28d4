using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What all reports of one installation about one attribute give away together. The answer depends on how its value changes.</summary>
/// <param name="ConstantValueEpsilon">ε∞: while the value stays, however many reports there are.</param>
/// <param name="SingleReportEpsilon">ε₁: of a single report.</param>
/// <param name="MostCells">Answers that an installation keeps at most.</param>
/// <param name="ChangeEpsilon">What one report more can add where values change in different patterns: for each report of randomized response and LOLOHA, for each kept bit that differs of unary encodings; infinite where reports have no noise of their own.</param>
/// <remarks>
/// Whether two reports came from one kept answer can be seen, better with every report. So a bound that does not grow with the number of reports exists only between
/// histories that use kept answers in the same pattern, and memoisation does not hide when a value changed.
/// </remarks>
public sealed record LongitudinalPrivacy(Rational ConstantValueEpsilon, Rational SingleReportEpsilon, int MostCells, double ChangeEpsilon)
{
    /// <summary>The wording for values that change in different patterns.</summary>
    public const string ArbitraryChange = "unbounded";

    /// <summary>c·ε∞: between histories in which the same reports come from the same kept answers, of which there are c. For LOLOHA an answer belongs to a hash value, elsewhere to a value.</summary>
    /// <exception cref="BadInputException">There is no answer.</exception>
    public Rational SamePatternEpsilon(int cells) => cells >= 1
        ? ConstantValueEpsilon * Math.Min(cells, MostCells)
        : throw new BadInputException("A history has at least one value, so at least one answer is kept.");

    /// <summary>The three bounds in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"ε = {SingleReportEpsilon} for one report; ε = {ConstantValueEpsilon} for all reports while the value stays; {ConstantValueEpsilon} for each of up to {MostCells} kept answers where when a value changed is no secret; {ArbitraryChange}, growing with every report, where it is");
}
