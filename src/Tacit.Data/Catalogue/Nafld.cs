namespace Tacit.Data;

/// <summary>The NAFLD cohort (Allen and others 2018) with facts declared from clinical knowledge, not from the data.</summary>
/// <remarks>17,549 persons; laboratory values of 15,666 of them; 34,340 diagnoses. See data/nafld/README.md for what is wrong in the source.</remarks>
public static class Nafld
{
    /// <summary>Days of five years.</summary>
    public const int FiveYears = 1826;

    /// <summary>The version of the bundled files.</summary>
    public const string BundledVersion = "survival-3.5";

    /// <summary>Opens the cohort from a folder with its three files, as Parquet or, where there is no such file, as CSV.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="version">The owner's name for the state of the files. Other files need another one: stored answers repeat while it stays the same.</param>
    /// <param name="progress">Reports table names as they are opened.</param>
    /// <param name="token">Cancels.</param>
    public static Task<Dataset> OpenAsync(string folder, string version = BundledVersion, IProgress<string>? progress = null, CancellationToken token = default) =>
        Dataset.OpenAsync("nafld", PrivacyUnit.Person("id"), data => Declare(data.In(folder).Version(version), folder), progress, token);

    internal static void Declare(DatasetBuilder data, string folder)
    {
        string File(string name) => System.IO.File.Exists(Path.Combine(folder, name + ".csv")) && !System.IO.File.Exists(Path.Combine(folder, name + ".parquet"))
            ? name + ".csv"
            : name + ".parquet";
        data.Table("persons", File("nafld-persons"), persons => persons
                .Category("sex", "female", "male")
                .Bands("age_band", "age", 18, 30, 40, 50, 60, 70, double.PositiveInfinity)
                .Number("age", 18, 100)
                .Number("futime", 0, 7500)
                .Flag("status")
                .OnePerUnit())
            .Table("labs", File("nafld-labs"), labs => labs
                .Category("test", "hdl", "sbp", "fib4", "smoke")
                .Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260), ("fib4", 0, 20), ("smoke", 0, 1))
                .AtMost(rowsPerUnit: 20, per: "test"))
            .Table("events", File("nafld-events"), events => events
                .Text("event")
                .Number("days", -20_000, 7500)
                .AtMost(rowsPerUnit: 20));
    }
}
