using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>Counts reports that are one index of 1 to 4 bytes.</summary>
internal sealed class IndexCounter(int reportSize)
{
    // Several tables in turn: equal indices one after another then do not wait for each other's counter.
    private const int Tables = 4;
    private readonly uint[]? _tables = reportSize == 1 ? new uint[Tables * 256] : null;

    /// <summary>False where an index is beyond the counters; then nothing was counted.</summary>
    public bool TryCount(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        if (_tables is not null)
        {
            return TryCountBytes(reports, counts, _tables);
        }

        for (var i = 0; i < reports.Length; i += reportSize)
        {
            if (Packing.ReadIndex(reports[i..], reportSize) >= (uint)counts.Length)
            {
                return false;
            }
        }

        if (reportSize == 2 && BitConverter.IsLittleEndian)
        {
            foreach (var index in MemoryMarshal.Cast<byte, ushort>(reports))
            {
                counts[index]++;
            }

            return true;
        }

        for (var i = 0; i < reports.Length; i += reportSize)
        {
            counts[(int)Packing.ReadIndex(reports[i..], reportSize)]++;
        }

        return true;
    }

    private static bool TryCountBytes(ReadOnlySpan<byte> reports, Span<long> counts, uint[] tables)
    {
        Array.Clear(tables);
        var a = tables.AsSpan(0, 256);
        var b = tables.AsSpan(256, 256);
        var c = tables.AsSpan(512, 256);
        var d = tables.AsSpan(768, 256);
        while (reports.Length >= 4)
        {
            a[reports[0]]++;
            b[reports[1]]++;
            c[reports[2]]++;
            d[reports[3]]++;
            reports = reports[4..];
        }

        foreach (var index in reports)
        {
            a[index]++;
        }

        for (var i = counts.Length; i < 256; i++)
        {
            if ((a[i] | b[i] | c[i] | d[i]) != 0)
            {
                return false;
            }
        }

        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += (long)a[i] + b[i] + c[i] + d[i];
        }

        return true;
    }
}
