using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tacit.Local;

/// <summary>Asks a collector for collections over HTTP and brings it uploads, again and again until they are durable there. Thread-safe.</summary>
/// <remarks>
/// Every attempt sends the same bytes, so a collector counts them once, however often they arrive. Where a device may die in between, make the upload with
/// <see cref="IReportOutbox.Pack"/>, which gives the same bytes after a restart.
/// </remarks>
/// <param name="http">Its base address is that of the collector and ends in a slash, with HTTPS unless it is this machine.</param>
/// <param name="options">How it sends.</param>
/// <param name="clock">What waits are measured by; the system's unless given.</param>
public sealed class ReportUploader(HttpClient http, UploadOptions? options = null, TimeProvider? clock = null)
{
    /// <summary>Beside a document: the epoch that it is, by the collector's clock; not there before the first. A host that lets pages of other sites read answers exposes it.</summary>
    public const string EpochHeader = "Tacit-Epoch";

    private const int LongestAnswer = 1 << 26;
    private const int LongestMessage = 500;
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;
    private readonly HttpClient _http = http?.BaseAddress is { IsAbsoluteUri: true } address && address.AbsolutePath.EndsWith('/')
        ? http
        : throw new BadInputException("The HTTP client of an uploader has the address of the collector as its base address, with a slash at its end.");
    private readonly UploadOptions _options = (options ?? new()).Checked();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>The collection of an identity that the app knows, and the epoch that it is by the collector's clock. A document of another one, or one that breaks its claims, is refused.</summary>
    /// <remarks>Ask at times that have nothing to do with an answer, once in each epoch at least, and keep what comes: a request in the moment of answering tells when somebody answered, whatever the upload waits.</remarks>
    /// <param name="id">32 hexadecimal digits, from the app and not from the collector: who is handed a document of its own is found out by it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BadInputException">The collector does not have it, or has something else under its identity.</exception>
    /// <exception cref="TimeoutException">The collector was not heard.</exception>
    public async Task<AskedCollection> CollectionAsync(string id, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length != 2 * Envelope.CollectionBytes || !id.All(char.IsAsciiHexDigitLower))
        {
            throw new BadInputException("The identity of a collection has 32 hexadecimal digits in lower case, as it was printed when it was published.");
        }

        var (document, epoch) = await HeardAsync(() => new(HttpMethod.Get, $"v1/collections/{id}"), text => text.StartsWith('{'), cancellation).ConfigureAwait(false);
        var collection = Collection.Parse(document);
        return collection.Id == id
            ? new(collection, collection.Epochs == EpochRule.Once ? 0 : uint.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var present) ? present : null)
            : throw new BadInputException($"The collector gave the document of collection {collection.Id} for {id}. Do not report to it.");
    }

    /// <summary>Brings an upload to the collector.</summary>
    /// <param name="upload">From <see cref="IReportOutbox.Pack"/> or <see cref="Envelope.Pack"/>.</param>
    /// <param name="cancellation">Ends it; whether the upload was counted is then not known, and the same bytes can be sent again.</param>
    /// <exception cref="BadInputException">It is no upload, or the collector refuses it, and says why: where its epoch is over (410) it can be dropped; else keep it until the reason is mended, since ε is paid.</exception>
    /// <exception cref="TimeoutException">The collector was not heard, was busy, or by its clock the epoch has not begun. Send the same bytes again later.</exception>
    public async Task<SentUpload> SendAsync(ReadOnlyMemory<byte> upload, CancellationToken cancellation = default)
    {
        var envelope = Envelope.Read(upload);
        await Task.Delay(Part(_options.Spread), _clock, cancellation).ConfigureAwait(false);
        var sent = default(SentUpload);
        await HeardAsync(
            () => new(HttpMethod.Post, $"v1/collections/{envelope.Collection}/batches")
            {
                Content = new ReadOnlyMemoryContent(upload) { Headers = { ContentType = new("application/octet-stream") } },
            },
            text => IsAnswer(text, envelope, out sent),
            cancellation).ConfigureAwait(false);
        return sent;
    }

    // A page of a network that wants a password, or a cache, may answer 200 as well.
    private static bool IsAnswer(string text, Envelope envelope, out SentUpload sent)
    {
        sent = default;
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            sent = new(root.GetProperty("batch").GetString() ?? string.Empty, root.GetProperty("reports").GetInt32(), root.GetProperty("duplicate").GetBoolean());
            return sent.Batch == envelope.BatchText && sent.Reports == envelope.Count;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private async Task<(string Text, string? Epoch)> HeardAsync(Func<HttpRequestMessage> request, Func<string, bool> isAnswer, CancellationToken cancellation)
    {
        var wait = _options.Wait;
        for (var attempt = 1; ; attempt++)
        {
            string said;
            TimeSpan? asked = null;
            try
            {
                using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                ends.CancelAfter(_options.Timeout);
                using var message = request();
                using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ends.Token).ConfigureAwait(false);
                await response.Content.LoadIntoBufferAsync(LongestAnswer, ends.Token).ConfigureAwait(false);
                var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(ends.Token).ConfigureAwait(false));
                if (response.IsSuccessStatusCode && isAnswer(text))
                {
                    return (text, response.Headers.TryGetValues(EpochHeader, out var epochs) ? string.Join(',', epochs) : null);
                }

                said = response.IsSuccessStatusCode ? "what answers there is no collector" : $"{(int)response.StatusCode} {Detail(text)}";
                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or TooEarly) && (int)response.StatusCode is >= 300 and < 500)
                {
                    throw new BadInputException($"The collector does not take it: {said}");
                }

                asked = Asked(response.Headers.RetryAfter);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                cancellation.ThrowIfCancellationRequested();
                said = e is HttpRequestException ? e.Message : "no answer in time";
            }

            if (attempt >= _options.Attempts)
            {
                throw new TimeoutException($"The collector at {_http.BaseAddress} was asked {attempt} times and did not take it ({said.TrimEnd('.')}). Send the same bytes again later.");
            }

            // All who were turned away at once must not come back at once.
            var next = asked > wait ? 1.5 * asked.Value : wait;
            next = next < _options.LongestWait ? next : _options.LongestWait;
            var least = asked > wait && asked.Value < next ? asked.Value : next / 2;
            await Task.Delay(least + Part(next - least), _clock, cancellation).ConfigureAwait(false);
            wait = wait < _options.LongestWait ? 2 * wait : _options.LongestWait;
        }
    }

    private TimeSpan? Asked(RetryConditionHeaderValue? header) => header?.Delta ?? (header?.Date - _clock.GetUtcNow());

    private static string Detail(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var detail = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("detail", out var value) ? value.GetString() : null;
            return detail is null ? string.Empty : detail[..Math.Min(detail.Length, LongestMessage)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return string.Empty;
        }
    }

    private static TimeSpan Part(TimeSpan whole) => whole <= TimeSpan.Zero ? TimeSpan.Zero : whole * (RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20));
}
