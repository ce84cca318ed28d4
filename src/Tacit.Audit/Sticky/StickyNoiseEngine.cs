using System.Numerics;
using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Sticky;

/// <summary>An engine whose noise sticks to the text of a question and to the persons it matches: made to be attacked. It is not private, whatever its profile.</summary>
/// <remarks>
/// For conditions C₁…C_h that match the persons S it answers round(|S| + Σ static(Cᵢ) + Σ dynamic(Cᵢ, S)), layers N(0, 1), or says that too few match. The same
/// question has the same answer for ever, in whatever order its conditions stand. Of S the dynamic layers know the exclusive or of the persons' hashes alone.
/// Source: Francis, Probst Eide and Munz, Diffix (2017); Gadotti and others, When the signal is in the noise (2019), section 2.
/// Not thread-safe.
/// </remarks>
public sealed class StickyNoiseEngine : IDisposable
{
    // The noise of the threshold is of the whole question: its mask differs from every condition's.
    private static readonly UInt128 ThresholdMark = (UInt128)0x7468726573686F6CUL << 64;

    private readonly StickyLayers _layers;
    private readonly UInt128[] _hashes;
    private UInt128[] _masks = new UInt128[16];
    private double[] _noise = new double[16];

    /// <summary>An engine over a table.</summary>
    /// <param name="table">The records.</param>
    /// <param name="profile">What is added and held back.</param>
    /// <param name="salt">The secret that all noise is a function of.</param>
    /// <exception cref="BadInputException">The salt is empty, or the profile has a number that no profile has.</exception>
    public StickyNoiseEngine(MicroTable table, DiffixProfile profile, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(profile);
        if (salt.IsEmpty)
        {
            throw new BadInputException("The salt is empty: noise would be the same everywhere.");
        }

        profile.Check();
        (Table, Profile) = (table, profile);
        _layers = new(salt);
        _hashes = StickyLayers.Hashes(salt, table.Persons);
    }

    /// <summary>The records.</summary>
    public MicroTable Table { get; }

    /// <summary>What is added and held back.</summary>
    public DiffixProfile Profile { get; }

    /// <summary>How many rows meet all conditions, with noise; null where too few do.</summary>
    /// <param name="conditions">The conjunction, in any order; one that comes twice counts once.</param>
    /// <exception cref="BadInputException">There is no such column, or the profile allows no such condition.</exception>
    public long? Count(IReadOnlyList<RowCondition> conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        if (Profile.OnlyEqualities && conditions.FirstOrDefault(c => c.Kind != RowConditionKind.Equal) is { } refused)
        {
            throw new BadInputException($"The profile '{Profile.Name}' allows no condition but equality, and '{refused}' is none.");
        }

        var asked = Canonical(conditions);
        if (Profile.DropsLowEffect)
        {
            DropLowEffect(asked);
        }

        var (count, set) = Match(asked);
        var (noise, threshold) = Noise(asked, set);
        if (count < Profile.LeastCount || count < threshold)
        {
            return null;
        }

        var answer = (long)Math.Round(count + noise, MidpointRounding.AwayFromZero);
        return Profile.LeastAnswer is { } least ? Math.Max(least, answer) : answer;
    }

    /// <summary>All that dynamic layers know of the matched persons: the exclusive or of their hashes. Sets that differ by persons whose hashes cancel look the same.</summary>
    /// <param name="conditions">The conjunction.</param>
    public UInt128 SetHash(IReadOnlyList<RowCondition> conditions) => Match(Canonical(conditions)).Set;

    /// <inheritdoc/>
    public void Dispose() => _layers.Dispose();

    // One order for sums of floating-point numbers, so that the order of a question leaves no trace.
    private static List<RowCondition> Canonical(IReadOnlyList<RowCondition> conditions) => [.. conditions.DistinctBy(c => c.Sql).OrderBy(c => c.Sql, StringComparer.Ordinal)];

    private void DropLowEffect(List<RowCondition> asked)
    {
        for (var i = asked.Count - 1; i >= 0; i--)
        {
            // Whom this condition alone keeps out, against the threshold that a bucket of them would have.
            List<RowCondition> others = [.. asked.Where((_, j) => j != i)];
            var (without, all) = (Match(others), Match(asked));
            var effect = without.Count - all.Count;
            if (effect < Profile.LeastCount || effect < Noise([asked[i]], without.Set ^ all.Set).Threshold)
            {
                asked.RemoveAt(i);
            }
        }
    }

    private (double Sum, double Threshold) Noise(List<RowCondition> asked, UInt128 set)
    {
        var layers = Profile.LayersForEachCondition && asked.Count > 0 ? asked.Count : 1;
        if (_masks.Length <= layers)
        {
            (_masks, _noise) = (new UInt128[2 * layers], new double[2 * layers]);
        }

        var (sum, all) = (0.0, UInt128.Zero);
        if (Profile.LayersForEachCondition)
        {
            for (var i = 0; i < layers; i++)
            {
                // A question without conditions has the layers of a condition that always holds.
                var text = asked.Count == 0 ? "true" : asked[i].Sql;
                sum += _layers.Static(text);
                all ^= _masks[i] = _layers.Mask(text);
                _masks[i] ^= set;
            }
        }
        else
        {
            sum = _layers.Static(string.Join(" and ", asked.Select(c => c.Sql)));
            _masks[0] = set;
        }

        _masks[layers] = all ^ ThresholdMark ^ set;
        _layers.Dynamic(_masks.AsSpan(0, layers + 1), _noise);
        for (var i = 0; i < layers; i++)
        {
            sum += _noise[i];
        }

        return (sum * Profile.LayerDeviation, Profile.ThresholdMean + (Profile.ThresholdDeviation * _noise[layers]));
    }

    private (int Count, UInt128 Set) Match(List<RowCondition> conditions)
    {
        var bitmaps = new ulong[conditions.Count][];
        for (var i = 0; i < bitmaps.Length; i++)
        {
            bitmaps[i] = Table.Bitmap(conditions[i]);
        }

        var (count, set) = (0, UInt128.Zero);
        var last = (Table.Rows - 1) >> 6;
        for (var word = 0; word <= last; word++)
        {
            var bits = word == last ? ulong.MaxValue >> (63 - ((Table.Rows - 1) & 63)) : ulong.MaxValue;
            for (var i = 0; i < bitmaps.Length && bits != 0; i++)
            {
                bits &= bitmaps[i][word];
            }

            count += BitOperations.PopCount(bits);
            for (; bits != 0; bits &= bits - 1)
            {
                set ^= _hashes[(word << 6) + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return (count, set);
    }
}
