using System.Globalization;

namespace Tacit.Reporting;

/// <summary>How numbers are shown: two significant digits of the error, commas for thousands, a true minus sign, never the culture of the machine.</summary>
internal static class NumberText
{
    /// <summary>Decimals for one estimate.</summary>
    public static int Decimals(Estimate estimate) => (estimate.HalfWidth is > 0 and < double.PositiveInfinity, IsWhole(estimate)) switch
    {
        (_, true) => 0,
        (true, _) => Estimate.Digits(estimate.HalfWidth),
        _ => Math.Min(Estimate.Digits(Math.Abs(estimate.Value)) + 2, 9),
    };

    /// <summary>Decimals for a column, so that its numbers stand under each other: what the widest interval asks for, enough that no error reads as zero, and none where all is whole.</summary>
    public static int Decimals(IEnumerable<Estimate?> column)
    {
        var decimals = column.OfType<Estimate>().Where(e => !IsWhole(e)).Select(Decimals).ToList();
        return decimals.Count == 0 ? 0 : Math.Max(decimals.Min(), decimals.Max() - 1);
    }

    /// <summary>For example <c>50.9 ± 0.4</c>, <c>0 [0, 7.2]</c> where the interval is lopsided, or the number alone where there is none.</summary>
    public static string Short(Estimate estimate, int decimals) => !HasInterval(estimate)
        ? Fixed(estimate.Value, decimals)
        : IsLopsided(estimate)
            ? $"{Fixed(estimate.Value, decimals)} [{Fixed(estimate.Low, decimals)}, {Fixed(estimate.High, decimals)}]"
            : $"{Fixed(estimate.Value, decimals)} ± {Fixed(estimate.HalfWidth, decimals)}";

    /// <summary>For example <c>50.5 to 51.3</c>; a dash would read as a minus sign beside negative numbers.</summary>
    public static string Interval(Estimate estimate, int decimals) => HasInterval(estimate)
        ? $"{Fixed(estimate.Low, decimals)} to {Fixed(estimate.High, decimals)}"
        : "none stated";

    /// <summary>Half the width; nothing where the interval is lopsided, because one number would be wrong for both sides.</summary>
    public static string Error(Estimate estimate, int decimals) => !HasInterval(estimate) || IsLopsided(estimate)
        ? string.Empty
        : $"± {Fixed(estimate.HalfWidth, decimals)}";

    /// <summary>False where the interval has no ends to show.</summary>
    public static bool HasInterval(Estimate estimate) => double.IsFinite(estimate.Low) && double.IsFinite(estimate.High);

    /// <summary>A number with a fixed count of decimals.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "undefined" : value > 0 ? "∞" : "−∞";
        }

        if (Math.Abs(value) >= 1e15)
        {
            return value.ToString("0.###e+0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyInRange('1', '9') ? text.Replace('-', '−') : text.TrimStart('-');
    }

    /// <summary>For example <c>95%</c>.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>The confidence that all intervals share, for example <c>95% </c> with its space, or nothing where they differ.</summary>
    public static string CommonConfidence(Table table)
    {
        var levels = table.Rows.SelectMany(r => r.Values).OfType<Estimate>().Select(e => e.Confidence).Distinct().Take(2).ToList();
        return levels.Count == 1 && levels[0] is > 0 and <= 1 ? Percent(levels[0]) + " " : string.Empty;
    }

    private static bool IsWhole(Estimate estimate) =>
        double.IsInteger(estimate.Value) && (!HasInterval(estimate) || (double.IsInteger(estimate.Low) && double.IsInteger(estimate.High)));

    private static bool IsLopsided(Estimate estimate) =>
        Math.Abs(estimate.Value - ((estimate.Low + estimate.High) / 2)) > 0.1 * estimate.HalfWidth;
}
