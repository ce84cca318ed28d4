using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query.Planning;

namespace Tacit.Query.Targets;

/// <summary>The least spend of four digits at which every column is expected to be as exact as wanted. More budget never makes an interval wider, so halving finds it.</summary>
internal static class LeastSpendSearch
{
    private const int Digits = 1000;
    private const int LeastExponent = -18;
    private const int MostExponent = 3;

    /// <exception cref="BadInputException">No spend is enough, or the error depends on the data.</exception>
    public static LeastSpend Find(Dataset data, GroupedQuery query, Account account, ErrorTarget target, SpendCurrency? currency, Rational delta)
    {
        QueryVerb.CheckPopulation(data, account);
        var isRho = (currency ?? (account.Cap.Rho is null || account.IsSimulated ? SpendCurrency.Epsilon : SpendCurrency.Rho)) == SpendCurrency.Rho;
        var plan = QueryPlan.Unpriced(data, query);
        delta = query.SelectsAnyKeys ? delta : Rational.Zero;
        Spend Of(int digits, int exponent) => isRho ? account.SpendZcdp(Decimal(digits, exponent), delta) : account.Spend(Decimal(digits, exponent), delta);
        bool IsEnough(int digits, int exponent) => TrySplit(plan, Of(digits, exponent)) && new ExpectedErrors(plan, target).Columns().All(c => c.Error <= c.Wanted);

        // What is refused whatever the spend is refused here, in its own words.
        plan.Split(Of(Digits, MostExponent));
        if (!IsEnough((10 * Digits) - 1, MostExponent))
        {
            throw new BadInputException($"No spend gives errors of {target}: wanted is less than rounding alone allows, or fewer rows are expected than an answer needs. Nothing was spent.");
        }

        var exponent = First(LeastExponent, MostExponent, e => IsEnough((10 * Digits) - 1, e));
        var spend = Of(First(Digits, (10 * Digits) - 1, d => IsEnough(d, exponent)), exponent);
        plan.Split(spend);
        var errors = new ExpectedErrors(plan, target).Columns();
        return new(spend, errors, QueryVerb.Explained(data, plan, spend));
    }

    // A spend whose noise could not be drawn is too small.
    private static bool TrySplit(QueryPlan plan, Spend spend)
    {
        try
        {
            plan.Split(spend);
            return true;
        }
        catch (BadInputException)
        {
            return false;
        }
    }

    /// <summary>The first whole number at which what holds from somewhere on holds; it holds at <paramref name="last"/>.</summary>
    private static int First(int first, int last, Func<int, bool> holds)
    {
        while (first < last)
        {
            var middle = first + ((last - first) / 2);
            if (holds(middle))
            {
                last = middle;
            }
            else
            {
                first = middle + 1;
            }
        }

        return last;
    }

    private static Rational Decimal(int digits, int exponent)
    {
        Rational power = System.Numerics.BigInteger.Pow(10, Math.Abs(exponent - 3));
        return exponent >= 3 ? digits * power : digits / power;
    }
}
