using Tacit.Numerics;

namespace Tacit.Data;

/// <summary>One population of a policy: who is protected, where the data is, how much may be spent.</summary>
public sealed record PopulationPolicy
{
    /// <summary>The name of the population and of its account.</summary>
    public required string Name { get; init; }

    /// <summary>Whose presence is protected.</summary>
    public required UnitPolicy Unit { get; init; }

    /// <summary>The owner's name for this state of the data. Stored answers repeat while it stays the same.</summary>
    public required string DataVersion { get; init; }

    /// <summary>The data and what is public about it.</summary>
    public required SourcePolicy Source { get; init; }

    /// <summary>The most that may be spent in all.</summary>
    public required BudgetPolicy Budget { get; init; }

    /// <summary>The δ of one question that selects keys, unless the question says otherwise.</summary>
    public Rational? DeltaPerQuery { get; init; }

    /// <summary>Rows that the owner expects in the smallest group that matters: a plan for errors that are aimed at, not a fact from the data.</summary>
    public double? ExpectedRows { get; init; }

    /// <summary>The days of a period after which the budget is renewed. Never unless said: over the same rows, the losses of all periods add up.</summary>
    public int? RenewalDays { get; init; }

    /// <summary>Caps of analysts by name, inside the budget; <c>*</c> is everybody else. They share what they learn: the budget holds for all together.</summary>
    public IReadOnlyDictionary<string, BudgetPolicy>? Analysts { get; init; }

    /// <summary>Caps of purposes by name, inside the budget; <c>*</c> is every other purpose.</summary>
    public IReadOnlyDictionary<string, BudgetPolicy>? Purposes { get; init; }

    internal void Check(string zone, PolicyPlace place)
    {
        var unit = place.Member("unit").Get(Unit.ToUnit);
        place.Member("name").Try(() => _ = new Population(Name, unit));
        var data = new DatasetBuilder();
        place.Member("dataVersion").Try(() => data.Version(DataVersion));
        var source = place.Member("source");
        Source.Declare(data, zone, source);
        source.Member("tables").Try(() => data.Build(unit));
        source.Member("publicTables").Try(() => data.BuildPublic());
        var cap = place.Member("budget").Get(Budget.ToBudget);
        place.Member("deltaPerQuery").Refuse(
            DeltaPerQuery is { } delta && !(delta.Sign > 0 && delta <= cap.Delta),
            cap.Delta.Sign == 0 ? "The budget has no δ that a question could use: leave 'deltaPerQuery' out, or give the budget a 'delta'." : "'deltaPerQuery' is more than zero and at most the budget's 'delta'.");
        place.Member("expectedRows").Refuse(ExpectedRows is { } rows && rows is not (>= 1 and <= 1e15), "At least 1 row is expected in a group.");
        place.Member("renewalDays").Refuse(RenewalDays is < 1 or > 36_525, "A period has 1 to 36525 days.");
        CheckCaps(Analysts, cap, place.Member("analysts"));
        CheckCaps(Purposes, cap, place.Member("purposes"));
    }

    // A cap of another kind could not be compared with what the population's account counts.
    private static void CheckCaps(IReadOnlyDictionary<string, BudgetPolicy>? caps, PrivacyBudget all, PolicyPlace place)
    {
        foreach (var (name, cap) in caps ?? new Dictionary<string, BudgetPolicy>(StringComparer.Ordinal))
        {
            var here = place.Member(name);
            here.Refuse(name != "*" && (string.IsNullOrWhiteSpace(name) || name.Length > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@')), "A name has at most 100 letters, digits, '-', '_', '.' or '@'; '*' is everybody else.");
            var budget = here.Get(() => (cap ?? throw new BadInputException("A cap is missing.")).ToBudget());
            here.Refuse((budget.Epsilon is null) != (all.Epsilon is null), "A cap inside the budget counts in the same currency: 'epsilon' as the budget, or 'rho' as the budget.");
            here.Refuse(budget.Epsilon > all.Epsilon || budget.Rho > all.Rho || budget.Delta > all.Delta, "A cap inside the budget cannot be above it.");
        }
    }
}
