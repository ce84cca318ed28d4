using System.Globalization;

namespace Tacit.Cli.Output;

/// <summary>What an account has spent so far, as one (ε, δ) that holds whenever one looks.</summary>
internal static class OdometerText
{
    /// <summary>A line with this beginning, or nothing where the account has no reading.</summary>
    public static string Line(string beginning, AccountStatus account) => account.Odometer is (var epsilon, var delta)
        ? string.Create(CultureInfo.InvariantCulture, $"{beginning}at most ε = {Up(epsilon):0.####}{(delta == 0 ? string.Empty : $", δ = {UpToDigits(delta):0.##e-0}")} in all, whenever one looks")
        : string.Empty;

    // What is shown is rounded up: it holds, too.
    private static double UpToDigits(double delta)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(delta)) - 2);
        return Math.Ceiling((delta / unit) - 1e-9) * unit;
    }

    private static double Up(double epsilon) => Math.Max(0, Math.Ceiling((epsilon * 1e4) - 1e-9)) / 1e4;
}
