using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>Answers whoever asks for estimates over the network: one is computed at a time, and an equal question is answered from memory for a second. Thread-safe.</summary>
internal sealed class EstimateDesk(Collector collector, CollectorLimits limits, TimeProvider clock) : IDisposable
{
    private const int MostKept = 8;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // Longer than most estimates take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<Question, (long Made, byte[] Json)> _kept = [];

    /// <summary>The estimate and its receipt in JSON; null where others are being computed.</summary>
    /// <exception cref="BadInputException">The question is too much for an answer over the network, or has none.</exception>
    public async Task<byte[]?> AskAsync(StoredCollection stored, uint? epoch, EstimateOptions options, CancellationToken cancellation)
    {
        EstimateWork.Check(stored, options.Words, limits);
        var collection = stored.Collection;
        var question = new Question(collection.Id, epoch, options.PostProcess, options.Confidence, JsonSerializer.Serialize(options.Words));
        if (Known(question) is { } known)
        {
            return known;
        }

        if (!await _turn.WaitAsync(Patience, cancellation))
        {
            return null;
        }

        try
        {
            if (Known(question) is { } made)
            {
                return made;
            }

            var release = await collector.EstimateAsync(collection.Id, epoch, options, cancellation);
            var json = Encoding.UTF8.GetBytes(CollectorEndpoints.Write(collection, release).ToJsonString());
            Keep(question, json);
            return json;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private byte[]? Known(Question question)
    {
        lock (_gate)
        {
            return _kept.TryGetValue(question, out var kept) && clock.GetElapsedTime(kept.Made) <= Fresh ? kept.Json : null;
        }
    }

    private void Keep(Question question, byte[] json)
    {
        lock (_gate)
        {
            foreach (var old in _kept.Where(k => clock.GetElapsedTime(k.Value.Made) > Fresh).Select(k => k.Key).ToList())
            {
                _kept.Remove(old);
            }

            if (_kept.Count < MostKept)
            {
                _kept[question] = (clock.GetTimestamp(), json);
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Question(string Collection, uint? Epoch, PostProcess PostProcess, double Confidence, string Words);
}
