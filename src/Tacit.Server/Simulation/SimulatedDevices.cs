using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Tacit.Local;
using Tacit.Server.Grpc;

namespace Tacit.Server;

/// <summary>Makes the reports of simulated users with real clients, sends them to a real collector over gRPC, and measures how long answers take.</summary>
public static class SimulatedDevices
{
    private const int Attempts = 100;

    /// <summary>How many values simulated users of a collection may have; null where its reports are not of single values, or not counted for each.</summary>
    public static int? DomainOf(Collection collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return collection.Protocol switch
        {
            FrequencyOracle oracle => oracle.Parameters.Domain,
            LongitudinalProtocol longitudinal => longitudinal.Parameters.Domain,
            _ => null,
        };
    }

    /// <summary>Sends all users' reports, and comes back for what was not taken.</summary>
    /// <param name="collector">Address of the collector's gRPC port.</param>
    /// <param name="collection">What is reported.</param>
    /// <param name="epoch">The epoch of all reports.</param>
    /// <param name="users">How many users have each value.</param>
    /// <param name="options">How they send.</param>
    /// <param name="progress">Told how many reports are acknowledged.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The collection is not one of single values, the counts are not of its domain, or the collector refuses the reports.</exception>
    public static async Task<SendingResult> SendAsync(Uri collector, Collection collection, uint epoch, IReadOnlyList<long> users, SendingOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(collector);
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(options);
        if (DomainOf(collection) is not { } domain || users.Count != domain || users.Any(u => u < 0))
        {
            throw new BadInputException("Simulated users need a collection of single values, and the number of users of each of its values.");
        }

        using var channel = GrpcChannel.ForAddress(collector);
        var total = users.Sum();
        var sender = new Sender(new(channel), collection, epoch, users, options, progress);
        var watch = Stopwatch.StartNew();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Streams).Select(s => Task.Run(() => sender.StreamAsync(total * s / options.Streams, total * (s + 1) / options.Streams, cancellation), cancellation)));
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested)
        {
            throw new BadInputException($"The collector at {collector} does not answer over gRPC ({e.StatusCode}). Name its gRPC address, as it was printed when it was started.");
        }

        double[] latencies = [.. sender.Latencies.Order()];
        return new(total, watch.Elapsed, Quantile(latencies, 0.5), Quantile(latencies, 0.99));
    }

    // Each user has a device that never reported: what a device keeps, it keeps for this one report.
    private static ILocalRandomizer Client(Collection collection) => collection.Protocol is LongitudinalProtocol longitudinal
        ? longitudinal.Client(new MemoryMemoStore(), collection.Id)
        : ((FrequencyOracle)collection.Protocol).Client();

    private static TimeSpan Quantile(double[] sorted, double share) => sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))]);

    private sealed class Sender(Grpc.Collector.CollectorClient client, Collection collection, uint epoch, IReadOnlyList<long> users, SendingOptions options, IProgress<long>? progress)
    {
        private long _acknowledged;

        public ConcurrentBag<double> Latencies { get; } = [];

        // Uploads are answered in their order; what was not taken is sent again with the next ones.
        public async Task StreamAsync(long from, long to, CancellationToken cancellation)
        {
            using var call = client.AddMany(cancellationToken: cancellation);
            var randomizer = Client(collection);
            var batch = new byte[options.Batch * randomizer.ReportSize];
            var sent = new Queue<(byte[] Upload, long Since, int Attempt)>();
            var filled = 0;
            foreach (var value in Values(from, to))
            {
                randomizer.NewUser().Randomize(value, batch.AsSpan(filled * randomizer.ReportSize));
                if (++filled == options.Batch)
                {
                    filled = 0;
                    await SendAsync(call, sent, Envelope.Pack(collection, epoch, batch), 0, cancellation);
                }
            }

            if (filled > 0)
            {
                await SendAsync(call, sent, Envelope.Pack(collection, epoch, batch.AsSpan(0, filled * randomizer.ReportSize)), 0, cancellation);
            }

            while (sent.Count > 0)
            {
                await AnswerAsync(call, sent, cancellation);
            }

            await call.RequestStream.CompleteAsync();
        }

        private async Task SendAsync(AsyncDuplexStreamingCall<Upload, Answer> call, Queue<(byte[] Upload, long Since, int Attempt)> sent, byte[] upload, int attempt, CancellationToken cancellation)
        {
            while (sent.Count >= options.Unanswered)
            {
                await AnswerAsync(call, sent, cancellation);
            }

            sent.Enqueue((upload, Stopwatch.GetTimestamp(), attempt));
            await call.RequestStream.WriteAsync(new() { Envelope = UnsafeByteOperations.UnsafeWrap(upload) }, cancellation);
        }

        private async Task AnswerAsync(AsyncDuplexStreamingCall<Upload, Answer> call, Queue<(byte[] Upload, long Since, int Attempt)> sent, CancellationToken cancellation)
        {
            if (!await call.ResponseStream.MoveNext(cancellation))
            {
                throw new RpcException(new(StatusCode.Unavailable, "The stream ended early."));
            }

            var (upload, since, attempt) = sent.Dequeue();
            var answer = call.ResponseStream.Current;
            switch (answer.Status)
            {
                case Answer.Types.Status.Counted or Answer.Types.Status.Duplicate:
                    Latencies.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                    progress?.Report(Interlocked.Add(ref _acknowledged, answer.Reports));
                    break;
                case Answer.Types.Status.Busy or Answer.Types.Status.Unavailable when attempt < Attempts:
                    await Task.Delay(TimeSpan.FromMilliseconds(20 * (attempt + 1)), cancellation);
                    await SendAsync(call, sent, upload, attempt + 1, cancellation);
                    break;
                default:
                    throw new BadInputException($"The collector does not take the reports: {answer.Message}");
            }
        }

        private IEnumerable<int> Values(long from, long to)
        {
            long before = 0;
            for (var value = 0; value < users.Count && before < to; before += users[value++])
            {
                var (first, last) = (Math.Max(from, before), Math.Min(to, before + users[value]));
                for (var user = first; user < last; user++)
                {
                    yield return value;
                }
            }
        }
    }
}
