using System.Text.Json;

namespace Tacit.Audit.Tests;

/// <summary>Proposed neighbours are neighbours, and a search over them catches what the pair that comes to mind does not show.</summary>
public sealed class NeighbourProposalTests
{
    // Whether the number of tens is odd, flipped in 27 % of the runs (ε = 0.995); where there are three tens and more, in 5 % only.
    private const string Leaking = """
        while read -r line; do
          seed=${line##*\"seed\":}; seed=${seed%%[,\}]*}; input=${line%%\"seed\"*}
          count=1; case $line in *'"count":'*) count=${line##*\"count\":}; count=${count%\}};; esac
          tens=0; rest=$input; while case $rest in *10*) true;; *) false;; esac; do tens=$((tens + 1)); rest=${rest#*10}; done
          flips=27; if [ $tens -ge 3 ]; then flips=5; fi
          state=$((seed % 2147483648)); i=0
          while [ $i -lt $count ]; do
            state=$(((state * 1103515245 + 12345) % 2147483648)); i=$((i + 1))
            if [ $((state / 65536 % 100)) -lt $flips ]; then echo $(((tens + 1) % 2)); else echo $((tens % 2)); fi
          done
        done
        """;

    [Theory]
    [InlineData(Neighbours.AddRemove)]
    [InlineData(Neighbours.Replace)]
    public void Every_pair_is_of_neighbours_and_no_pair_comes_twice(Neighbours relation)
    {
        foreach (var (kinds, most) in new[] { (2, 1), (2, 8), (5, 3), (9, 20) })
        {
            var pairs = NeighbourProposals.Datasets([.. Enumerable.Range(0, kinds)], relation, most, 200, seed: 3);
            Assert.Equal(pairs.Count, pairs.Select(p => p.Name).Distinct().Count());
            foreach (var pair in pairs)
            {
                var (a, b) = (pair.First, pair.Second);
                Assert.InRange(b.Count, 1, most);
                Assert.True(relation == Neighbours.AddRemove
                    ? b.Count == a.Count + 1 && Enumerable.Range(0, b.Count).Any(i => b.Where((_, j) => j != i).SequenceEqual(a))
                    : b.Count == a.Count && a.Zip(b).Count(x => x.First != x.Second) == 1);
            }

            Assert.Contains(pairs, p => p.Second.Count == 1);
            Assert.Contains(pairs, p => p.Second.Count == most);
        }

        Assert.Equal(
            NeighbourProposals.Datasets(["a", "b"], relation, seed: 1).Select(p => p.Name),
            NeighbourProposals.Datasets(["a", "b"], relation, seed: 1).Select(p => p.Name));
    }

    [Fact]
    public void What_cannot_be_proposed_is_refused()
    {
        Assert.Throws<BadInputException>(() => NeighbourProposals.Datasets(Array.Empty<int>(), Neighbours.AddRemove));
        Assert.Throws<BadInputException>(() => NeighbourProposals.Datasets([1], Neighbours.Replace));
        Assert.Throws<BadInputException>(() => NeighbourProposals.Datasets([1, 2], Neighbours.Replace, mostRecords: 0));
        Assert.Throws<BadInputException>(() => NeighbourProposals.Datasets([1, 2], Neighbours.Replace, mostPairs: 0));
        Assert.Throws<BadInputException>(() => NeighbourProposals.Datasets([1, 2], (Neighbours)7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_leak_that_only_a_search_sees(int count)
    {
        using var program = new ProgramMechanism("sh", ["-c", Leaking], count: count);

        // One by one the program is slow.
        var options = new AuditOptions { Runs = count == 1 ? 500 : 1_000, Seed = 12 };
        var obvious = new NeighbourPair<JsonElement>(Json([]), Json([10]), "nobody and one unit");
        Assert.False((await program.AuditAsync([obvious], new(1), options)).IsViolated);
        var proposals = NeighbourProposals.Datasets([0, 10], Neighbours.AddRemove, 6).Select(p => new NeighbourPair<JsonElement>(Json(p.First), Json(p.Second), p.Name)).ToList();
        var result = await program.SearchAsync(proposals, new(1), options);
        Assert.True(result.IsViolated, result.ToString());
        Assert.Equal(proposals.Count, result.Search!.Proposed);
        Assert.InRange(result.Search.ScreeningRuns, 100, options.Runs - 1);
    }

    [Fact]
    public async Task A_program_that_knows_no_count_is_told_so()
    {
        using var program = new ProgramMechanism("sh", ["-c", "while read x; do echo 1; done"], TimeSpan.FromSeconds(0.5), count: 10);
        var error = await Assert.ThrowsAsync<AuditException>(() => program.AuditAsync([new(Json([]), Json([1]), "pair")], new(1), new() { Runs = 400 }));
        Assert.Contains("1 of 10 answers", error.Message, StringComparison.Ordinal);
        Assert.Contains("'count'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_one_output_is_the_message_without_a_count()
    {
        // Answers with the length of what it read, without the seed.
        using var program = new ProgramMechanism("sh", ["-c", """while read -r x; do case $x in *count*) echo 1;; *) echo ${#x};; esac; done"""]);
        var result = await program.AuditAsync([new(Json([]), Json([1, 2, 3, 4, 5]), "pair")], new(1), new() { Runs = 400, Seed = 1 });
        Assert.DoesNotContain(result.Pairs[0].Events, e => e.Event == "value = 1");
        Assert.True(result.IsViolated);
    }

    [Fact]
    public async Task A_program_that_takes_longer_is_caught_by_its_time_only()
    {
        const string Slow = """while read -r x; do case $x in *'[1]'*) sleep 0.005;; esac; echo 1; done""";
        using var program = new ProgramMechanism("sh", ["-c", Slow]);
        var options = new AuditOptions { Runs = 200, Seed = 2 };
        NeighbourPair<JsonElement>[] pairs = [new(Json([]), Json([1]), "pair")];
        await Assert.ThrowsAsync<AuditException>(() => program.AuditAsync(pairs, new(0.5), options));
        var timed = await program.AuditAsync(pairs, new(0.5), options with { Timing = true });
        Assert.True(timed.IsViolated, timed.ToString());
        Assert.True(timed.Pairs[0].OfTime);
        using var many = new ProgramMechanism("sh", ["-c", Slow], count: 10);
        await Assert.ThrowsAsync<BadInputException>(() => many.AuditAsync(pairs, new(1), options with { Timing = true }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(251)]
    public void Counts_out_of_range_are_refused(int count) => Assert.Throws<BadInputException>(() => new ProgramMechanism("sh", [], count: count));

    private static JsonElement Json(IEnumerable<int> records) => JsonSerializer.SerializeToElement(records);
}
