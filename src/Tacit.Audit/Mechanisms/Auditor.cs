using Tacit.Audit.Events;
using Tacit.Audit.Outputs;
using Tacit.Randomness;

namespace Tacit.Audit.Mechanisms;

/// <summary>Runs, choice and judgement of one audit, after its arguments were checked.</summary>
internal sealed class Auditor<TIn>
{
    private const int PilotRuns = 2_000;
    private const int LeastPilotRuns = 200;
    private const int JudgedPairs = 3;
    private readonly PrivacyClaim _claim;
    private readonly AuditOptions _options;
    private readonly RandomSource _seeds;
    private readonly Trials<TIn> _trials;
    private readonly CancellationToken _token;
    private readonly IProgress<AuditProgress>? _progress;
    private long _total;
    private long _done;

    public Auditor(Runs<TIn> mechanism, int batch, PrivacyClaim claim, AuditOptions options, IProgress<AuditProgress>? progress, CancellationToken token)
    {
        _claim = claim;
        _options = options with { Seed = options.Seed ?? RandomSource.Create().NextUInt64() };
        _seeds = RandomSource.Seeded(_options.Seed.Value);
        _trials = new(mechanism, batch, _options, Add);
        (_progress, _token) = (progress, token);
    }

    private ulong Seed => _options.Seed!.Value;

    public MechanismAuditResult Run(IReadOnlyList<NeighbourPair<TIn>> pairs)
    {
        _total = 2L * _options.Runs * pairs.Count;
        return Run(pairs, _seeds, null);
    }

    /// <summary>A short pilot on every proposed pair ranks them; the most telling are judged by runs of their own.</summary>
    public MechanismAuditResult Search(IReadOnlyList<NeighbourPair<TIn>> proposals)
    {
        var judged = Math.Min(JudgedPairs, proposals.Count);

        // Screening costs no more than judging, unless so many pairs are proposed that the least would not do.
        var pilot = Math.Min(_options.Runs, (int)Math.Clamp((long)judged * _options.Runs / proposals.Count, LeastPilotRuns, PilotRuns));
        _total = (2L * pilot * proposals.Count) + (2L * _options.Runs * judged);
        var ranked = proposals.Select(p => (Pair: p, Promise: Promise(_trials.Run(p, pilot, _seeds, _token)))).OrderByDescending(p => p.Promise).ToList();

        // The pilot's runs are spent: the judged ones are fresh, from a seed of their own.
        return Run([.. ranked.Take(judged).Select(r => r.Pair)], RandomSource.Seeded(_seeds.NextUInt64()), new(proposals.Count, pilot));
    }

    private MechanismAuditResult Run(IReadOnlyList<NeighbourPair<TIn>> pairs, RandomSource seeds, AuditSearch? search)
    {
        var alpha = _options.Alpha / (pairs.Count * (_options.Timing ? 2 : 1));
        var results = new List<PairResult>();
        bool constant = !_options.Timing, silent = true;
        foreach (var pair in pairs)
        {
            var (choose, judge) = _trials.Run(pair, _options.Runs, seeds, _token);
            constant &= choose.IsConstant && judge.IsConstant;
            silent &= choose.OnlyErrors && judge.OnlyErrors;
            results.Add(Judge.Of(pair.Name, ofTime: false, Choose(choose, FeatureSet.Of(choose.First, choose.Second, _options), alpha), judge, _claim, alpha));
            if (_options.Timing)
            {
                results.Add(Judge.Of(pair.Name, ofTime: true, Choose(choose, FeatureSet.Time, alpha), judge, _claim, alpha));
            }
        }

        return silent
            ? throw new AuditException("The mechanism threw in every run, on both inputs of every pair: nothing was audited. Call it once by hand.")
            : constant
                ? throw new AuditException("Every run gave the same output, on both inputs of every pair: nothing was audited. Check that the inputs reach the mechanism; a rare output needs more runs, or a larger δ.")
                : new(_claim, _options.Runs, _options.Alpha, Seed, [.. results.OrderByDescending(r => r.EpsilonAtLeast).ThenByDescending(r => r.DeltaAtLeast)], search);
    }

    // Ranking needs no confidence: 1 in place of α keeps candidates that a strict one would hide in so few runs.
    private double Promise((Sample Choose, Sample Judge) pilot)
    {
        var all = new Sample([.. pilot.Choose.First, .. pilot.Judge.First], [.. pilot.Choose.Second, .. pilot.Judge.Second]);
        var chooser = new EventChooser(_claim, _options, alpha: 1);
        var promise = chooser.Promise(FeatureSet.Of(all.First, all.Second, _options), all.First, all.Second);
        return _options.Timing ? Math.Max(promise, chooser.Promise(FeatureSet.Time, all.First, all.Second)) : promise;
    }

    private List<Candidate> Choose(Sample sample, List<Feature> features, double alpha) => new EventChooser(_claim, _options, alpha).Choose(features, sample.First, sample.Second);

    private void Add(int runs) => _progress?.Report(new(Interlocked.Add(ref _done, runs), _total));
}
