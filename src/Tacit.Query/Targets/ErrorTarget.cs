using System.Globalization;

namespace Tacit.Query;

/// <summary>How exact an answer is wanted: the largest half-width of intervals, for all columns or for some by name. Immutable.</summary>
/// <remarks>
/// A plain number is in the column's own unit. A percentage is, for a count, of the rows that are expected in a group; for a mean or a rate, of the width of
/// its declared bounds; for a quantile, of the rows by rank: its error in its own unit depends on the data. What the data alone decides is refused, not guessed.
/// </remarks>
public sealed record ErrorTarget
{
    private ErrorTarget(IReadOnlyList<Wanted> wanted) => All = wanted;

    /// <summary>The rows that are expected in the smallest group that matters, as a plan and not as a fact; null where it is not said.</summary>
    /// <remarks>Means and percentages of counts need it: the larger the group, the smaller its error. It is never taken from the data.</remarks>
    public double? ExpectedRows { get; private init; }

    internal IReadOnlyList<Wanted> All { get; }

    /// <summary>Every column within so much.</summary>
    /// <exception cref="BadInputException">The error is not a positive number.</exception>
    public static ErrorTarget Within(double error) => new([Checked(null, error, false)]);

    /// <summary>Every column within so many percent.</summary>
    /// <exception cref="BadInputException">The error is not a positive number.</exception>
    public static ErrorTarget WithinPercent(double percent) => new([Checked(null, percent, true)]);

    /// <summary>Reads <c>5</c>, <c>2%</c>, or names of columns with theirs: <c>people = 5, mean = 2%</c>.</summary>
    /// <exception cref="BadInputException">The text is no target.</exception>
    public static ErrorTarget Parse(string text)
    {
        var wanted = new List<Wanted>();
        foreach (var part in Given.There(text, "The wanted error").Split(','))
        {
            var at = part.LastIndexOf('=');
            var number = part[(at + 1)..].Trim();
            var isPercent = number.EndsWith('%');
            if (!double.TryParse(isPercent ? number[..^1].TrimEnd() : number, NumberStyles.Float, CultureInfo.InvariantCulture, out var error) || (at >= 0 && part[..at].Trim().Length == 0))
            {
                throw new BadInputException($"'{text}' is no error to aim at. Write 5, 2%, or names of columns: people = 5, mean = 2%.");
            }

            wanted.Add(Checked(at < 0 ? null : part[..at].Trim(), error, isPercent));
        }

        return wanted.GroupBy(w => w.Column, StringComparer.Ordinal).All(g => g.Count() == 1)
            ? new(wanted)
            : throw new BadInputException($"'{text}' names a column twice.");
    }

    /// <summary>Another error for one column; the others keep theirs.</summary>
    public ErrorTarget For(string column, double error) => With(Checked(Given.There(column, "The column"), error, false));

    /// <summary>Another error in percent for one column; the others keep theirs.</summary>
    public ErrorTarget ForPercent(string column, double percent) => With(Checked(Given.There(column, "The column"), percent, true));

    /// <summary>The rows that are expected in the smallest group that matters.</summary>
    /// <exception cref="BadInputException">It is not a number of at least 1.</exception>
    public ErrorTarget Expecting(double rows) => rows is >= 1 and <= 1e15
        ? this with { ExpectedRows = rows }
        : throw new BadInputException($"At least 1 row is expected in a group, but {rows.ToString(CultureInfo.InvariantCulture)} was said.");

    /// <summary>For example <c>people = 5, mean = 2%</c>.</summary>
    public override string ToString() => string.Join(", ", All);

    private ErrorTarget With(Wanted one) => new([.. All.Where(w => w.Column != one.Column), one]) { ExpectedRows = ExpectedRows };

    private static Wanted Checked(string? column, double error, bool isPercent) => error > 0 && double.IsFinite(error)
        ? new(column, error, isPercent)
        : throw new BadInputException($"A wanted error is above 0, but was {error.ToString(CultureInfo.InvariantCulture)}.");

    /// <summary>What is wanted of a column, or of all that are not named.</summary>
    internal sealed record Wanted(string? Column, double Error, bool IsPercent)
    {
        public string Words => string.Create(CultureInfo.InvariantCulture, $"{Error}{(IsPercent ? "%" : string.Empty)}");

        public override string ToString() => Column is null ? Words : $"{Column} = {Words}";
    }
}
