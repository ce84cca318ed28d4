using System.Runtime.InteropServices;

namespace Tacit.Audit.Local;

/// <summary>How often each value of a feature was seen with each input, apart for the reports that order and for those that value.</summary>
internal sealed class CellTable
{
    // A cell that was seen less often is thrown together with all such cells, and with those that were not seen.
    private const int Fewest = 20;
    private readonly string _words;
    private readonly Func<ReadOnlySpan<byte>, ulong> _feature;
    private readonly List<(ulong? Value, Cell Counts)> _cells;

    private CellTable(string words, Func<ReadOnlySpan<byte>, ulong> feature, List<(ulong? Value, Cell Counts)> cells) => (_words, _feature, _cells) = (words, feature, cells);

    public static CellTable Of(string words, Func<ReadOnlySpan<byte>, ulong> feature, ReportSample first, ReportSample second)
    {
        var table = new Dictionary<ulong, Cell>();
        for (var i = 0; i < first.Count; i++)
        {
            var order = (i & 1) == 0;
            ref var a = ref CollectionsMarshal.GetValueRefOrAddDefault(table, feature(first[i]), out _);
            a = order ? a with { FirstOrder = a.FirstOrder + 1 } : a with { First = a.First + 1 };
            ref var b = ref CollectionsMarshal.GetValueRefOrAddDefault(table, feature(second[i]), out _);
            b = order ? b with { SecondOrder = b.SecondOrder + 1 } : b with { Second = b.Second + 1 };
        }

        var rare = new Cell(0, 0, 0, 0);
        var cells = new List<(ulong? Value, Cell Counts)>();
        foreach (var (value, cell) in table)
        {
            if (cell.FirstOrder + cell.SecondOrder >= Fewest)
            {
                cells.Add((value, cell));
            }
            else
            {
                rare = new(rare.FirstOrder + cell.FirstOrder, rare.SecondOrder + cell.SecondOrder, rare.First + cell.First, rare.Second + cell.Second);
            }
        }

        cells.Add((null, rare));

        // Ties are broken by the value, so that a seed repeats the choice.
        cells.Sort((x, y) => y.Counts.Ratio.CompareTo(x.Counts.Ratio) is not 0 and var byRatio ? byRatio : Nullable.Compare(x.Value, y.Value));
        return new(words, feature, cells);
    }

    /// <summary>The prefix that promises most, from either end.</summary>
    public CellChoice Choose(Promise promise)
    {
        var best = new CellChoice(double.NegativeInfinity, this, 0, false);
        foreach (var fromEnd in new[] { false, true })
        {
            var (hits, others) = (0L, 0L);

            // All cells but one at most: everything always happens.
            for (var i = 0; i < _cells.Count - 1; i++)
            {
                var cell = _cells[fromEnd ? _cells.Count - 1 - i : i].Counts;
                hits += fromEnd ? cell.Second : cell.First;
                others += fromEnd ? cell.First : cell.Second;
                if (promise.Of(hits, others) is var value && value > best.Promise)
                {
                    best = new(value, this, i + 1, fromEnd);
                }
            }
        }

        return best;
    }

    public ReportEvent EventOf(CellChoice choice)
    {
        var taken = (choice.FromEnd ? _cells.Skip(_cells.Count - choice.Cells) : _cells.Take(choice.Cells)).Select(c => c.Value).ToList();

        // Rare values belong to whichever side their cell is on, so the set names the others.
        var withRare = taken.Contains(null);
        var named = (withRare ? _cells.Select(c => c.Value).Except(taken) : taken).Select(v => v!.Value).ToHashSet();
        var feature = _feature;
        return new($"{_words} is {(withRare ? "none" : "one")} of {named.Count} value{(named.Count == 1 ? string.Empty : "s")}", reports => named.Contains(feature(reports)) != withRare, choice.FromEnd);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Cell(int FirstOrder, int SecondOrder, int First, int Second)
    {
        public double Ratio => (FirstOrder + 0.5) / (SecondOrder + 0.5);
    }
}
