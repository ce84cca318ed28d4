using System.Globalization;

namespace Tacit.Data;

/// <summary>What is wrong with data that is opened: for its owner with numbers of rows, for whoever asks without.</summary>
/// <remarks>For authors of engines. A cell is told to nobody.</remarks>
public static class DataErrors
{
    /// <summary>Where an owner is told more.</summary>
    private const string OwnerIsTold = "The owner of the data is told more by `tacit policy check`.";

    /// <summary>Cells of a column are not what they must be.</summary>
    /// <param name="source">The table or file.</param>
    /// <param name="column">The column of the source.</param>
    /// <param name="what">What such a cell is, such as <c>is not a number</c>.</param>
    /// <param name="rows">In how many rows.</param>
    /// <param name="first">The first of them, where rows have numbers.</param>
    public static BadInputException BadCells(string source, string column, string what, long rows, long? first = null)
    {
        const string mend = "Mend or leave out these rows; empty cells of numbers and times are allowed and count as missing.";
        return new(
            first is { } row
                ? string.Create(CultureInfo.InvariantCulture, $"{source}, row {row} (not counting the header), column '{column}': the cell {what}. {rows} such rows in all. {mend}")
                : string.Create(CultureInfo.InvariantCulture, $"{source}, column '{column}': in {rows} rows the cell {what}. {mend}"),
            $"{source}, column '{column}': a cell {what}. {OwnerIsTold}");
    }

    /// <summary>A unit has several rows in a table that was declared to have one of each.</summary>
    /// <param name="source">The table or file.</param>
    /// <param name="unit">Whose presence is protected.</param>
    /// <param name="rows">How many rows are too many.</param>
    public static BadInputException NotOnePerUnit(string source, PrivacyUnit unit, long rows)
    {
        ArgumentNullException.ThrowIfNull(unit);
        string Message(string number, string then) =>
            $"{source} was declared to have one row a {unit.Name} (onePerUnit in a policy, OnePerUnit() in code), but some values of '{unit.Column}' stand more than once{number}. {then}";
        return new(
            Message(string.Create(CultureInfo.InvariantCulture, $" ({rows} rows too many)"), $"Declare how many rows of one {unit.Name} are kept (rowsPerUnit in a policy, AtMost(…) in code), or mend the data."),
            Message(string.Empty, OwnerIsTold));
    }

    /// <summary>A key that rows of other tables name stands in several rows.</summary>
    /// <param name="source">The table or file.</param>
    /// <param name="column">The column of the source.</param>
    /// <param name="rows">How many rows repeat a key.</param>
    /// <param name="first">The first of them, where rows have numbers.</param>
    public static BadInputException RepeatedKey(string source, string column, long rows, long? first = null)
    {
        const string owners = "so a row of another table that names it would have two owners.";
        const string mend = "Mend the data, or name another key ('through' in a policy, Through(…) in code).";
        return new(
            first is { } row
                ? string.Create(CultureInfo.InvariantCulture, $"{source}, row {row} (not counting the header), column '{column}': the key stands in an earlier row, too, {owners} {rows} such rows in all. {mend}")
                : string.Create(CultureInfo.InvariantCulture, $"{source}, column '{column}': {rows} rows hold a key that stands in another row, too, {owners} {mend}"),
            $"{source}, column '{column}': a key stands in two rows, {owners} {OwnerIsTold}");
    }

    /// <summary>Units are in several of the databases that a population is spread over.</summary>
    /// <param name="unit">Whose presence is protected.</param>
    /// <param name="databases">How many databases there are.</param>
    /// <param name="units">How often a unit was met again.</param>
    internal static BadInputException InTwoDatabases(PrivacyUnit unit, int databases, long units)
    {
        string Message(string times) => string.Create(CultureInfo.InvariantCulture,
            $"{times} rows of one {unit.Name} are in two of the {databases} databases, so its limits would hold in each of them but not in all together. Every value of '{unit.Column}' must be in one database alone");
        return new(
            Message(string.Create(CultureInfo.InvariantCulture, $"{units} times,")) + ": move the rows, or declare the databases that belong together.",
            Message("Somewhere,") + $". {OwnerIsTold}");
    }
}
