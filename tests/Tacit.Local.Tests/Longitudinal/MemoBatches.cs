namespace Tacit.Local.Tests.Longitudinal;

/// <summary>Reports of users who never reported before, one each.</summary>
internal static class MemoBatches
{
    public static byte[] Of(ILocalRandomizer client, ReadOnlySpan<int> values)
    {
        var reports = new byte[values.Length * client.ReportSize];
        for (var i = 0; i < values.Length; i++)
        {
            client.NewUser().Randomize(values[i], reports.AsSpan(i * client.ReportSize));
        }

        return reports;
    }

    /// <summary>One report, as bytes.</summary>
    public static byte[] One(ILocalRandomizer client, int value)
    {
        var report = new byte[client.ReportSize];
        client.Randomize(value, report);
        return report;
    }

    /// <summary>How often each bit of the reports is one, of so many reports of one user with one value.</summary>
    public static double[] Ones(ILocalRandomizer client, int value, int reports)
    {
        var ones = new double[8 * client.ReportSize];
        for (var i = 0; i < reports; i++)
        {
            var report = One(client, value);
            for (var bit = 0; bit < ones.Length; bit++)
            {
                ones[bit] += ((report[bit / 8] >> (bit % 8)) & 1) / (double)reports;
            }
        }

        return ones;
    }
}
