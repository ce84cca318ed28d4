namespace Tacit.Reports;

/// <summary>The standard statement about a model that was trained under privacy: everything that a reader needs to compare it with another one. Nothing in it has a default; <see cref="Validate"/> names what is missing or does not agree.</summary>
/// <remarks>Source of the list: what a review of differential privacy in medical deep learning found reported inconsistently (npj Digital Medicine 2025), and Ponomareva and others (2023).</remarks>
public sealed record ModelStatement
{
    /// <summary>The model.</summary>
    public required string Name { get; init; }

    /// <summary>Whose presence is protected, under which relation. Numbers under different relations do not compare.</summary>
    public required PrivacyUnit Unit { get; init; }

    /// <summary>Who sees raw data.</summary>
    public required TrustModel Trust { get; init; }

    /// <summary>Who adds the noise, in words.</summary>
    public required string NoiseBy { get; init; }

    /// <summary>ε at <see cref="Delta"/> under the relation of <see cref="Unit"/>.</summary>
    public required double Epsilon { get; init; }

    /// <summary>δ.</summary>
    public required double Delta { get; init; }

    /// <summary>n: how many units there are, as it was declared.</summary>
    public required long Units { get; init; }

    /// <summary>How ε was computed.</summary>
    public required AccountantStatement Accountant { get; init; }

    /// <summary>All mechanisms that read the data, in order.</summary>
    public required IReadOnlyList<MechanismStatement> Mechanisms { get; init; }

    /// <summary>What ε covers, in words: one training run, selection of its parameters, the release of metrics.</summary>
    public required string Composition { get; init; }

    /// <summary>Whether runs that only chose parameters are inside ε.</summary>
    public required bool CountsTuning { get; init; }

    /// <summary>Choices that looked at the data and are not inside ε; <c>none</c> where there are none.</summary>
    public required IReadOnlyList<string> UncoveredChoices { get; init; }

    /// <summary>How batches were drawn, in words.</summary>
    public required string Sampler { get; init; }

    /// <summary>The class of the random generator of noise and batches, in words.</summary>
    public required string Randomness { get; init; }

    /// <summary>How noise is protected against the leaks of floating point, in words; <c>none</c> where it is not.</summary>
    public required string FloatingPoint { get; init; }

    /// <summary>Public data and pre-training that were used; <c>none</c> where there were none.</summary>
    public required string PublicData { get; init; }

    /// <summary>What the model is worth, each measure in a row with its interval.</summary>
    public required Table Utility { get; init; }

    /// <summary>The same for groups of persons.</summary>
    public required Table Subgroups { get; init; }

    /// <summary>On whose rows utility and groups were measured, and whether that was public, agreed to, or paid for.</summary>
    public required string MeasuredOn { get; init; }

    /// <summary>What an attack proved.</summary>
    public required AttackStatement Attack { get; init; }

    /// <summary>Identity of the ledger that paid.</summary>
    public required string LedgerId { get; init; }

    /// <summary>How long the ledger is kept, and by whom.</summary>
    public required string Retention { get; init; }

    /// <summary>False for a training run on a simulated ledger: it protects nobody.</summary>
    public required bool IsPrivate { get; init; }

    /// <summary>δ·n: how many units may expect to be exposed altogether; far below one for a δ that means something.</summary>
    public double DeltaTimesUnits => Delta * Units;

    /// <summary>What is missing, what does not agree, and what a reader must know.</summary>
    /// <param name="recompute">Also recomputes ε from the mechanisms, which may take seconds.</param>
    public IReadOnlyList<ReportFinding> Validate(bool recompute = true) => [.. StatementCheck.Fields(this), .. StatementCheck.Sampling(this), .. StatementCheck.Attack(this), .. recompute ? StatementCheck.Epsilon(this) : []];
}
