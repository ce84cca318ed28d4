using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Asks the others: the exact one alone where it answers, the cheap ones always, Rényi only where loss distributions leave a doubt.</summary>
internal sealed class TightestAccountant : Accountant
{
    // What loss distributions know this well, Rényi accounting does not know better.
    private const double Narrow = 1e-3;

    public override string Name => "tightest";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token) =>
        Best(accountant => accountant.Epsilon(loss, delta, relation, token));

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token) =>
        Best(accountant => accountant.Delta(loss, epsilon, relation, token));

    private static Bracket Best(Func<Accountant, Bracket> ask)
    {
        UnpricedLossException? refused = null;
        Bracket? best = null;
        bool Ask(Accountant accountant)
        {
            try
            {
                var bracket = ask(accountant);
                best = best is not { } before
                    ? bracket
                    : (bracket.Upper < before.Upper ? bracket : before) with { Lower = Math.Max(bracket.Lower, before.Lower) };
                return true;
            }
            catch (UnpricedLossException e)
            {
                refused = e;
                return false;
            }
        }

        if (!Ask(GaussianDp))
        {
            foreach (var accountant in (ReadOnlySpan<Accountant>)[Basic, Advanced, Zcdp, LossDistributions])
            {
                Ask(accountant);
            }

            if (best is not { } known || !(known.Upper - known.Lower <= Narrow * known.Upper))
            {
                Ask(Renyi);
            }
        }

        return best ?? throw refused!;
    }
}
