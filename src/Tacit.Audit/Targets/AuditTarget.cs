using Tacit.Randomness;

namespace Tacit.Audit.Targets;

/// <summary>A mechanism that is ready to be audited: one of Tacit's own, or a broken twin that shows what an audit finds.</summary>
public sealed class AuditTarget
{
    private readonly Func<long, RandomSource, object> _mechanism;
    private readonly IReadOnlyList<NeighbourPair<long>> _pairs;
    private readonly IReadOnlyList<NeighbourPair<long>> _proposals;

    internal AuditTarget(string name, string description, bool isBroken, PrivacyClaim claim, IReadOnlyList<NeighbourPair<long>> pairs, IReadOnlyList<NeighbourPair<long>> proposals, Func<long, RandomSource, object> mechanism)
    {
        Name = name;
        Description = description;
        IsBroken = isBroken;
        Claim = claim;
        _pairs = pairs;
        _proposals = proposals;
        _mechanism = mechanism;
    }

    /// <summary>For example <c>discrete-laplace</c>.</summary>
    public string Name { get; }

    /// <summary>What it does, and for a twin what is wrong with it.</summary>
    public string Description { get; }

    /// <summary>True for a mechanism that does not keep its claim, on purpose.</summary>
    public bool IsBroken { get; }

    /// <summary>What it says of itself.</summary>
    public PrivacyClaim Claim { get; }

    /// <summary>Audits it on its own pairs.</summary>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two runs.</param>
    public Task<MechanismAuditResult> AuditAsync(AuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default) =>
        MechanismAudit.RunAsync(_mechanism, _pairs, Claim, options, progress, token);

    /// <summary>Searches for bad neighbours among more inputs than its own pairs, and audits it on the worst.</summary>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two runs.</param>
    public Task<MechanismAuditResult> SearchAsync(AuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default) =>
        MechanismAudit.SearchAsync(_mechanism, _proposals, Claim, options, progress, token);
}
