using System.Globalization;
using Tacit.Randomness;

namespace Tacit.Audit;

/// <summary>Proposes neighbouring inputs to search among: data sets of few records, which differ in one, under a stated relation.</summary>
/// <remarks>
/// The faults that are known show on small data sets with extreme records: none and one, all alike, ties, halves, the last place. These come first; random
/// ones fill up. A search among them is a heuristic: what it does not find may still exist.
/// </remarks>
public static class NeighbourProposals
{
    /// <summary>Pairs of data sets that differ in one record.</summary>
    /// <param name="records">What a record may be: the extremes of its bounds, and a few in between.</param>
    /// <param name="relation">Whether one data set has a record more, or another one in its place.</param>
    /// <param name="mostRecords">Records of the larger data set at most, 1 to 1000.</param>
    /// <param name="mostPairs">Pairs at most, 1 to 10,000.</param>
    /// <param name="seed">Chooses what is left out when there would be more, and the random ones.</param>
    /// <exception cref="BadInputException">There is no record, or one only where records are replaced, or a number is out of range.</exception>
    public static IReadOnlyList<NeighbourPair<IReadOnlyList<T>>> Datasets<T>(IReadOnlyList<T> records, Neighbours relation, int mostRecords = 8, int mostPairs = 64, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(records);
        Check(records.Count, relation, mostRecords, mostPairs);
        var random = RandomSource.Seeded(seed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pairs = new List<(int[] First, int[] Second)>();

        // The smallest data sets are kept whatever else is: nobody and one unit, or one unit exchanged.
        var place = relation == Neighbours.AddRemove ? 0 : 1;
        foreach (var pair in Enumerable.Range(0, place == 0 ? 1 : records.Count).SelectMany(r => Neighbouring(place == 0 ? [] : [r], records.Count, relation)))
        {
            Keep(pair);
        }

        var most = mostRecords - 1 + place;
        var others = Shapes(records.Count, most).SelectMany(d => Neighbouring(d, records.Count, relation)).ToArray();
        Shuffle(others, random);
        foreach (var pair in others)
        {
            Keep(pair);
        }

        for (var tries = 0; tries < 4 * mostPairs && pairs.Count < mostPairs && most >= place; tries++)
        {
            var size = place + (int)random.NextBelow((ulong)(most - place + 1));
            var drawn = Neighbouring([.. Enumerable.Range(0, size).Select(_ => (int)random.NextBelow((ulong)records.Count))], records.Count, relation).ToList();
            Keep(drawn[(int)random.NextBelow((ulong)drawn.Count)]);
        }

        return [.. pairs.Select(p => new NeighbourPair<IReadOnlyList<T>>(Of(p.First), Of(p.Second), $"{Text(p.First)} and {Text(p.Second)}"))];

        void Keep((int[] First, int[] Second) pair)
        {
            if (pairs.Count < mostPairs && seen.Add($"{string.Join(' ', pair.First)},{string.Join(' ', pair.Second)}"))
            {
                pairs.Add(pair);
            }
        }

        T[] Of(int[] places) => [.. places.Select(p => records[p])];

        string Text(int[] places) => string.Create(CultureInfo.InvariantCulture, $"[{string.Join(',', places.Select(p => records[p]))}]");
    }

    // All alike, two kinds by halves and in turns, every kind once; of one, half and all of the records allowed.
    private static IEnumerable<int[]> Shapes(int kinds, int most)
    {
        foreach (var size in new[] { 1, 2, most / 2, most }.Where(s => s > 0 && s <= most).Distinct())
        {
            for (var r = 0; r < kinds; r++)
            {
                yield return [.. Enumerable.Repeat(r, size)];
                var other = (r + 1) % kinds;
                yield return [.. Enumerable.Range(0, size).Select(i => i < size / 2 ? r : other)];
                yield return [.. Enumerable.Range(0, size).Select(i => i % 2 == 0 ? r : other)];
            }
        }

        if (kinds <= most)
        {
            yield return [.. Enumerable.Range(0, kinds)];
        }
    }

    // Changes at the end, at the start and in the middle: a loop that is one short shows at one place only.
    private static IEnumerable<(int[] First, int[] Second)> Neighbouring(int[] data, int kinds, Neighbours relation)
    {
        var places = relation == Neighbours.AddRemove ? new[] { data.Length, 0, data.Length / 2 } : [data.Length - 1, 0, data.Length / 2];
        foreach (var place in places.Distinct())
        {
            for (var r = 0; r < kinds; r++)
            {
                if (relation == Neighbours.AddRemove)
                {
                    yield return (data, [.. data[..place], r, .. data[place..]]);
                }
                else if (r != data[place])
                {
                    yield return (data, [.. data[..place], r, .. data[(place + 1)..]]);
                }
            }
        }
    }

    private static void Shuffle<T>(T[] items, RandomSource random)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow((ulong)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static void Check(int kinds, Neighbours relation, int mostRecords, int mostPairs)
    {
        if (relation is not (Neighbours.AddRemove or Neighbours.Replace))
        {
            throw new BadInputException($"A search knows the relations add/remove and replace, but was given {relation}.");
        }

        if (kinds < (relation == Neighbours.AddRemove ? 1 : 2) || kinds > 1000)
        {
            throw new BadInputException(relation == Neighbours.AddRemove
                ? $"A search needs 1 to 1000 records to build data sets from, but was given {kinds}. Give the extremes of the bounds."
                : $"A search that replaces one record by another needs 2 to 1000 different records, but was given {kinds}. Give the extremes of the bounds.");
        }

        if (mostRecords is < 1 or > 1000)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The data sets of a search have 1 to 1000 records at most, but {mostRecords} was asked for."));
        }

        if (mostPairs is < 1 or > 10_000)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"A search proposes 1 to 10000 pairs, but was asked for {mostPairs}."));
        }
    }
}
