using System.Globalization;
using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>Users of a randomizer, each with a history of values that is often of one value only.</summary>
internal sealed class RandomizerSource : ReportSource
{
    private readonly Func<ulong, ILocalRandomizer> _client;
    private readonly int[] _first;
    private readonly int[] _second;

    public RandomizerSource(Func<ulong, ILocalRandomizer> client, bool isParallel, int[] first, int[]? second, LocalClaim? claim)
        : this(client, client(0), isParallel, first, second, claim)
    {
    }

    private RandomizerSource(Func<ulong, ILocalRandomizer> client, ILocalRandomizer probe, bool isParallel, int[] first, int[]? second, LocalClaim? claim)
        : base(probe.Protocol, $"{Words(first)} and {Words(second ?? [probe.Domain - 1])}", claim ?? LocalClaim.Of(probe.Privacy))
    {
        (_client, IsParallel, _first, _second) = (client, isParallel, first, second ?? [probe.Domain - 1]);
        if (_first.Length == 0 || _first.Length != _second.Length || _first.SequenceEqual(_second))
        {
            throw new BadInputException("An audit tells two inputs apart: give two different values, or two different histories of the same length.");
        }

        if (_first.Concat(_second).Any(v => v < 0 || v >= probe.Domain))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The values of an audit lie in the domain of what is audited: 0 to {probe.Domain - 1}."));
        }
    }

    public override bool IsParallel { get; }

    public override void Draw(bool second, int users, ulong seed, Action<ReadOnlySpan<byte>> take)
    {
        var client = _client(seed);
        var history = second ? _second : _first;
        var size = client.ReportSize;
        var reports = new byte[size * history.Length];
        for (var i = 0; i < users; i++)
        {
            var user = client.NewUser();
            for (var t = 0; t < history.Length; t++)
            {
                user.Randomize(history[t], reports.AsSpan(t * size, size));
            }

            take(reports);
        }
    }

    private static string Words(int[] history) => string.Join(' ', history.Select(v => v.ToString(CultureInfo.InvariantCulture)));
}
