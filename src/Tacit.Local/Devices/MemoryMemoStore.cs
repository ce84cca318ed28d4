using System.Security.Cryptography;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Keeps answers while the process lives. For simulations, audits and tests: a device that forgets pays ε∞ again.</summary>
public sealed class MemoryMemoStore : IMemoStore, IReportOutbox
{
    private readonly LocalRandomness _random;
    private readonly Dictionary<MemoCell, byte[]> _answers = [];
    private readonly Dictionary<string, (uint Epoch, byte[] Report)> _outbox = new(StringComparer.Ordinal);
    private byte[]? _uploadKey;

    /// <summary>A store that has kept nothing, with randomness from the operating system unless another source is given.</summary>
    public MemoryMemoStore(LocalRandomness? random = null) => _random = random ?? LocalRandomness.Create();

    /// <summary>What all answers cost.</summary>
    public Rational Spent { get; private set; }

    internal LocalRandomness Random => _random;

    /// <summary>How many answers are kept.</summary>
    public int Count => _answers.Count;

    /// <inheritdoc/>
    public byte[] Answer(MemoCell cell, Rational price, int size, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(draw);
        if (!_answers.TryGetValue(cell, out var answer))
        {
            answer = new byte[size];
            draw(_random, answer);
            _answers.Add(cell, answer);
            Spent += price;
        }

        return answer.Length == size ? [.. answer] : throw new BadInputException($"What is kept for {cell} has another size than this protocol keeps. Give every protocol a collection of its own.");
    }

    /// <inheritdoc/>
    public byte[] Report(string collection, uint epoch, int size, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        if (!_outbox.TryGetValue(collection, out var last) || last.Epoch < epoch)
        {
            var report = new byte[size];
            draw(_random, report);
            _outbox[collection] = last = (epoch, report);
        }

        return last.Epoch == epoch && last.Report.Length == size ? [.. last.Report] : throw DeviceLedger.Late(collection, last.Epoch);
    }

    /// <inheritdoc/>
    public byte[] ReportOnce(Collection collection, uint epoch, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var price = DeviceLedger.PriceOnce(collection);
        return Report($"{collection.Id} once", epoch, collection.Protocol.ReportSize, (random, report) =>
        {
            draw(random, report);
            Spent += price;
        });
    }

    /// <inheritdoc/>
    public byte[] Pack(Collection collection, uint epoch, ReadOnlySpan<byte> report, ReadOnlySpan<byte> token = default) =>
        DeviceLedger.Pack(_uploadKey ??= RandomNumberGenerator.GetBytes(32), [], collection, epoch, report, token);
}
