using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>How a protocol for tuples is put together, and what a client asks of one that somebody else put together.</summary>
internal static class TupleChecks
{
    // ε of an attribute under spl: ε/d, down to so many decimals.
    private static readonly BigInteger Unit = BigInteger.Pow(10, 24);

    public static TupleProtocol Make(TupleKind kind, IReadOnlyList<int> domains, Rational epsilon, OracleKind? oracle, FakePrior[] priors)
    {
        _ = TupleNames.Of(kind);
        VerifyCount(domains.Count);
        if (oracle is not null && kind is not (TupleKind.Split or TupleKind.Sampled))
        {
            throw new BadInputException($"The protocol {TupleNames.Of(kind)} has an oracle of its own. Leave it out.");
        }

        var spent = kind switch
        {
            TupleKind.Split => Down(epsilon / domains.Count),
            TupleKind.Sampled => epsilon,
            _ => FakeEpsilon.Of(epsilon > 32 ? 32 : epsilon, domains.Count),
        };
        return new(kind, epsilon, [.. domains.Select(k => FrequencyOracle.Create(Oracle(kind) ?? oracle ?? Better(k, spent), k, spent))], priors);
    }

    /// <exception cref="BadInputException">The parts do not make this protocol, or spend more than ε allows.</exception>
    public static void Verify(TupleKind kind, Rational epsilon, IReadOnlyList<FrequencyOracle> oracles, FakePrior[] priors)
    {
        VerifyCount(oracles.Count);
        var name = TupleNames.Of(kind);
        var spent = oracles.Select(o => o.Parameters.Epsilon).ToList();
        var keeps = kind switch
        {
            TupleKind.Split => spent.Aggregate(Rational.Zero, (sum, e) => sum + e) <= epsilon,
            TupleKind.Sampled => spent.TrueForAll(e => e <= epsilon),
            _ => epsilon.Sign > 0 && epsilon <= 32 && spent.TrueForAll(e => FakeEpsilon.Keeps(e, epsilon, oracles.Count)),
        };
        if (!keeps)
        {
            throw new BadInputException($"The attributes of this {name} document spend more than its ε = {epsilon} allows. Do not report; ask who published it for a correct one.");
        }

        if (Oracle(kind) is { } needed && oracles.Any(o => o.Parameters.Kind != needed))
        {
            throw new BadInputException($"Every attribute of {name} is reported by {OracleNames.Of(needed)}.");
        }

        var withPriors = kind is TupleKind.PriorGrr or TupleKind.PriorOueRandom;
        if (withPriors ? priors.Length != oracles.Count || priors.Where((p, j) => p.Weights.Count != oracles[j].Parameters.Domain).Any() : priors.Length > 0)
        {
            throw new BadInputException(withPriors ? $"The protocol {name} needs a prior of each attribute, with a frequency of each value." : $"The protocol {name} has no priors. Leave them out.");
        }
    }

    private static void VerifyCount(int attributes)
    {
        if (attributes is < 2 or > TupleProtocol.MostAttributes)
        {
            throw new BadInputException($"A tuple has 2 to {TupleProtocol.MostAttributes} attributes, but {attributes} were given. For one take a frequency oracle.");
        }
    }

    private static OracleKind? Oracle(TupleKind kind) => kind switch
    {
        TupleKind.FakeGrr or TupleKind.PriorGrr => OracleKind.Grr,
        TupleKind.FakeSueZero or TupleKind.FakeSueRandom => OracleKind.Sue,
        TupleKind.Split or TupleKind.Sampled => null,
        _ => OracleKind.Oue,
    };

    // (E + k − 2)/(E − 1)² against 4E/(E − 1)².
    private static OracleKind Better(int domain, Rational epsilon) => domain < (3 * Math.Exp(epsilon.ToDouble())) + 2 ? OracleKind.Grr : OracleKind.Oue;

    private static Rational Down(Rational epsilon) => new((epsilon * Unit).Floor(), Unit);
}
