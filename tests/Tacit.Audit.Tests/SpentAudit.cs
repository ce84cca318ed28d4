using System.Runtime.CompilerServices;
using System.Text.Json;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Audit.Tests;

/// <summary>Audits of what comes out of a spend: raw rows behind the wall, the protocol, and what the permit drew, as a black box.</summary>
internal static class SpentAudit
{
    public static readonly Population Exchanged = new("people-replace", PrivacyUnit.Row().Under(Neighbours.Replace));
    private static readonly Population People = new("people", PrivacyUnit.Row());
    private const int Block = 50;
    private static readonly Codec<List<long[]>> Answers = new(
        (w, v) => JsonSerializer.Serialize(w, v), e => e.Deserialize<List<long[]>>()!);

    public static AggregateParts<T> Laplace<T>(AggregateSensitivity sensitivity, Func<T, Int128[]> of, Neighbours relation = Neighbours.AddRemove) =>
        new(of, [.. sensitivity.Weights], sensitivity.Laplace(1, relation));

    public static Task KeepsAsync<T>(AggregateParts<T> parts, NeighbourPair<T>[] pairs, double atLeast, Population? people = null) => KeepsAsync(
        parts.Noise.Loss, (T x, Permit permit) => [.. permit.Draw(parts.Noise, parts.Of(x), parts.Weights).Select(v => (long)v)], pairs, 1, atLeast, people: people);

    public static async Task KeepsAsync<T>(
        PrivacyLoss loss, Func<T, Permit, long[]> release, NeighbourPair<T>[] pairs, double epsilon, double atLeast, double delta = 0, Population? people = null, bool rho = false)
    {
        // One spend reserves and draws for all runs of a block, which have one source.
        var blocks = new ConditionalWeakTable<RandomSource, Queue<long[]>>();
        long[] Run(T rows, RandomSource random)
        {
            var block = blocks.GetOrCreateValue(random);
            if (block.Count == 0)
            {
                Spend(rows, random).ForEach(block.Enqueue);
            }

            return block.Dequeue();
        }

        List<long[]> Spend(T rows, RandomSource random)
        {
            using var ledger = new Closing(new SimulatedLedger(random.NextUInt64()));
            var account = ledger.Inner.AccountAsync(people ?? People).GetAwaiter().GetResult();
            var data = new Sensitive<T>(people ?? People, _ => ValueTask.FromResult(rows));
            return (rho ? account.SpendZcdp(Block) : loss.Type is "repeated" ? account.Spend(loss.Repeat(Block)) : account.Spend(Block * Math.Max(1, epsilon), Block * (Rational)(long)Math.Ceiling(1e12 * delta) / 1_000_000_000_000)).RunAsync("audited", loss.Repeat(Block), async (permit, token) =>
            {
                var exact = await permit.OpenAsync(data, token);
                return Enumerable.Range(0, Block).Select(_ => release(exact, permit)).ToList();
            }, Answers).GetAwaiter().GetResult().Value;
        }

        var result = await MechanismAudit.RunAsync<T, long[]>(Run, pairs, new(epsilon, delta), new() { Runs = 12_000, Seed = 92 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} by {result.Strongest}");
        Assert.False(result.IsViolated, $"{result} by {result.Strongest}");
        Assert.InRange(result.EpsilonAtLeast, atLeast, epsilon);
    }

    public sealed record AggregateParts<T>(Func<T, Int128[]> Of, Rational[] Weights, IntegerNoise Noise);

    private sealed class Closing(SimulatedLedger inner) : IDisposable
    {
        public SimulatedLedger Inner => inner;

        public void Dispose() => inner.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
