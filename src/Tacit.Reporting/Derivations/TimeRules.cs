namespace Tacit.Reporting;

/// <summary>The rules of operations on times, and how many parts of a calendar lie between two.</summary>
internal static class TimeRules
{
    private const long MostParts = 1_000_000;

    private static readonly Dictionary<string, long> Seconds = new(StringComparer.Ordinal) { ["second"] = 1, ["minute"] = 60, ["hour"] = 3600, ["day"] = 86_400, ["week"] = 604_800 };

    private static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal) { ["month"] = 1, ["quarter"] = 3, ["year"] = 12 };

    private static readonly Dictionary<string, (int Low, int High)> Parts = new(StringComparer.Ordinal)
    {
        ["year"] = (1, 9999), ["quarter"] = (1, 4), ["month"] = (1, 12), ["week"] = (1, 53), ["day"] = (1, 31), ["dow"] = (0, 6), ["isodow"] = (1, 7), ["doy"] = (1, 366), ["hour"] = (0, 23), ["minute"] = (0, 59),
    };

    public static Term? Of(DerivationEntry entry, string operation, IReadOnlyList<Term> x)
    {
        switch (operation)
        {
            case "Truncate":
                TermRules.Takes(entry, x, TermKind.Time, TermKind.Text);
                var grain = x[1].Constant as string ?? string.Empty;
                return Seconds.ContainsKey(grain) || Months.ContainsKey(grain)
                    ? new(TermKind.Time) { Grain = grain, Between = x[0].Between is { } b ? (Start(b.From, grain), b.To) : null }
                    : throw entry.Wrong("a time is cut to a constant part of the calendar");
            case "Part":
                TermRules.Takes(entry, x, TermKind.Time, TermKind.Text);
                var name = x[1].Constant as string ?? string.Empty;
                if (!Parts.TryGetValue(name, out var range))
                {
                    throw entry.Wrong("the part of a time is not known");
                }

                return Term.Number(name == "year" && x[0].Between is { } y ? NumberSpans.One(y.From.Year, y.To.AddTicks(-1).Year) : NumberSpans.One(range.Low, range.High), true);
            case "Shift":
                TermRules.Takes(entry, x, TermKind.Time, TermKind.Number);
                return new(TermKind.Time) { Between = Shifted(x[0].Between, TermRules.Constant(entry, x[1])) };
            case "Seconds":
                TermRules.Takes(entry, x, TermKind.Time, TermKind.Time);
                return Term.Number(
                    x[0].Between is { } p && x[1].Between is { } q ? NumberSpans.One((p.From - q.To).TotalSeconds, (p.To - q.From).TotalSeconds) : NumberSpans.One(NumberSpan.Anything), false);
            default:
                return null;
        }
    }

    /// <summary>How many starts of a part lie in [from, to); null where there are too many to list.</summary>
    public static long? Count((DateTime From, DateTime To) between, string grain)
    {
        var from = Start(between.From, grain);
        if (between.To <= from)
        {
            return 0;
        }

        var last = Start(between.To.AddTicks(-1), grain);
        var count = Seconds.TryGetValue(grain, out var seconds)
            ? ((last - from).Ticks / (seconds * TimeSpan.TicksPerSecond)) + 1
            : ((((last.Year - from.Year) * 12) + last.Month - from.Month) / Months[grain]) + 1;
        return count <= MostParts ? count : null;
    }

    private static DateTime Start(DateTime time, string grain)
    {
        if (Months.TryGetValue(grain, out var months))
        {
            return new(time.Year, ((time.Month - 1) / months * months) + 1, 1);
        }

        // The first day of the calendar was a Monday, where weeks begin.
        var length = Seconds[grain] * TimeSpan.TicksPerSecond;
        return new(time.Ticks - (time.Ticks % length));
    }

    private static (DateTime From, DateTime To)? Shifted((DateTime From, DateTime To)? between, double seconds)
    {
        if (between is not { } b || !(Math.Abs(seconds) <= 1e10))
        {
            return null;
        }

        try
        {
            return (b.From.AddSeconds(seconds), b.To.AddSeconds(seconds));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
