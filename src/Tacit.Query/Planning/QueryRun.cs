using System.Globalization;
using Tacit.Data;
using Tacit.Numerics;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>The middle of the path: opens the pushed integers, selects keys, draws, and makes the table.</summary>
internal sealed class QueryRun(Dataset data, QueryPlan plan)
{
    public async Task<Table> RunAsync(Permit permit, CancellationToken token)
    {
        var answers = new List<LevelAnswer>();
        foreach (var level in plan.Levels)
        {
            answers.Add(await LevelAsync(level, permit, token).ConfigureAwait(false));
        }

        return new Answer(plan, answers).ToTable();
    }

    private async Task<LevelAnswer> LevelAsync(LevelPlan level, Permit permit, CancellationToken token)
    {
        var scalarRows = level.HasScalars ? await permit.OpenAsync(data.Push(level.Scalars()), token).ConfigureAwait(false) : [];
        var cellRows = new Dictionary<Part, IReadOnlyList<IntegerRow>>();
        foreach (var part in level.Parts.Where(p => p.HasCells))
        {
            cellRows[part] = await permit.OpenAsync(data.Push(level.Cells(part)), token).ConfigureAwait(false);
        }

        var scalars = scalarRows.ToDictionary(r => Group.IdOf(r.Keys), r => r.Integers, StringComparer.Ordinal);
        var groups = level.Context.PublicGroups ?? SelectGroups(level, permit, scalarRows);
        var drawn = new Dictionary<string, Drawn>(StringComparer.Ordinal);
        var position = level.Selection is null ? 0 : 1;
        foreach (var part in level.Parts)
        {
            var exact = !part.HasCells
                ? groups.Select(g => new[] { scalars.TryGetValue(g.Id, out var integers) ? integers[position] : 0 }).ToArray()
                : CellsOf(part, groups, cellRows[part]);
            position += part.HasCells ? 0 : 1;
            drawn[part.Key] = Draw(permit, part, groups, exact);
        }

        return new(level, groups, drawn);
    }

    // Sorted by name, so that the order of the answer says nothing about the data.
    private static List<Group> SelectGroups(LevelPlan level, Permit permit, IReadOnlyList<IntegerRow> rows)
    {
        var candidates = rows.Select(r => (Group: level.Context.GroupOf(r.Keys), Units: (long)r.Integers[0])).ToArray();
        var kept = permit.Select(level.Selection!, candidates.Select(c => c.Units).ToArray());
        return [.. candidates.Where((_, i) => kept[i]).Select(c => c.Group).OrderBy(g => string.Join('\0', g.Labels), StringComparer.Ordinal).ThenBy(g => g.Id, StringComparer.Ordinal)];
    }

    private static Int128[][] CellsOf(Part part, IReadOnlyList<Group> groups, IReadOnlyList<IntegerRow> rows)
    {
        var byGroup = rows.GroupBy(r => Group.IdOf(r.Keys.SkipLast(1)), StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.ToDictionary(r => int.Parse(r.Keys[^1], CultureInfo.InvariantCulture), r => r.Integers[0]),
                StringComparer.Ordinal);
        return [.. groups.Select(g =>
        {
            var cells = byGroup.GetValueOrDefault(g.Id) ?? [];
            if (part.Expand is { } expand)
            {
                return expand(cells);
            }

            var dense = new Int128[part.Cells];
            foreach (var (cell, count) in cells)
            {
                dense[cell] = count;
            }

            return dense;
        })];
    }

    private static Drawn Draw(Permit permit, Part part, IReadOnlyList<Group> groups, Int128[][] exact)
    {
        var weights = groups.Select(part.Weight).ToArray();
        var noisy = permit.Draw(
            part.Noise,
            exact.SelectMany(e => e).ToArray(),
            weights.SelectMany(w => Enumerable.Repeat(w, part.Cells)).ToArray());
        return new(part, noisy, weights);
    }
}

/// <summary>The released integers of a part.</summary>
internal sealed record Drawn(Part Part, Int128[] Values, Rational[] Weights)
{
    public double At(int group, int cell = 0) => (double)Values[(group * Part.Cells) + cell];

    public NoiseScale Noise(int group) => new(Part.Noise.IsGaussian, (Part.Noise.Scale * Weights[group]).ToDouble());

    public double HalfWidth(int group, double confidence) => Part.Noise.HalfWidth(Weights[group], confidence);
}

/// <summary>What was released for one level.</summary>
internal sealed record LevelAnswer(LevelPlan Level, IReadOnlyList<Group> Groups, IReadOnlyDictionary<string, Drawn> Drawn);
