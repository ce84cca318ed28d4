namespace Tacit.Local;

/// <summary>A search for frequent words of which the collector has no list, in one process.</summary>
public static class WordSimulation
{
    /// <summary>Different words at most that are made up.</summary>
    public const int MostWords = 1_000_000;

    private const string Consonants = "bcdfghjklmnprstvwxyz";
    private const string Vowels = "aeiou";

    /// <summary>So many different made-up words of six letters, the same ones for ever; neighbours are unlike each other.</summary>
    /// <exception cref="BadInputException">There are not so many.</exception>
    public static string[] Words(int count)
    {
        if (count is < 1 or > MostWords)
        {
            throw new BadInputException($"1 to {MostWords} words can be made up, but {count} were asked for.");
        }

        // The factor has none in common with the number of words, so no word comes twice.
        return [.. Enumerable.Range(0, count).Select(i => Word((int)((i * 618_033L) % MostWords)))];
    }

    /// <summary>Runs it on all processors.</summary>
    /// <param name="protocol">The protocol, of words.</param>
    /// <param name="words">The words that users have.</param>
    /// <param name="users">How many users have each word.</param>
    /// <param name="most">K: prefixes that are kept at each stage, and words at the end.</param>
    /// <param name="alpha">With which probability any absent word is found at the last stage, and any interval fails.</param>
    /// <param name="seed">Repeats the run; the operating system's randomness unless given.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The protocol is one of numbers, there are no users, too few for every group, or not one number of users for each word.</exception>
    public static WordsResult Run(HeavyHitterProtocol protocol, IReadOnlyList<string> words, IReadOnlyList<long> users, int most = 20, double alpha = 0.05, ulong? seed = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(words);
        var total = SimulatedReports.Verify(users, words.Count);
        if (protocol.Code == WordCode.Number)
        {
            throw new BadInputException("This protocol asks for numbers, and simulated users have words. Take one of letters or UTF-8.");
        }

        // Words that are cut to the same one are the same.
        var truth = words.Zip(users).GroupBy(p => WordBits.Encode(protocol.Code, p.First, protocol.Bits)).ToDictionary(g => g.Key, g => (g.First().First, Share: (double)g.Sum(p => p.Second) / total));
        var plan = protocol.Plan(total, most, alpha, truth.Values.Sum(t => t.Share * t.Share));
        var aggregator = protocol.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], total, seed, random => new WordPart(protocol.Client(random), words, users), cancellation);
        var found = aggregator.Find(most, alpha);
        var seen = found.Words.Select(w => w.Bits).ToHashSet();
        return new(
            found,
            [.. found.Words.Select(w => truth.TryGetValue(w.Bits, out var t) ? t.Share : 0)],
            [.. truth.Where(t => t.Value.Share >= plan.SmallestVisible && !seen.Contains(t.Key)).OrderByDescending(t => t.Value.Share).Select(t => t.Value.First)],
            plan,
            rate);
    }

    private static string Word(int index)
    {
        Span<char> letters = stackalloc char[6];
        for (var i = 0; i < letters.Length; i += 2)
        {
            (letters[i], letters[i + 1]) = (Consonants[index % 20], Vowels[index / 20 % 5]);
            index /= 100;
        }

        return new(letters);
    }
}
