using System.Net;
using System.Text;

namespace Tacit.Local.Tests.Collections;

/// <summary>An upload is brought again, as the same bytes, until it is durable or will never be.</summary>
public sealed class ReportUploaderTests
{
    private static readonly Collection Survey = Collection.Create("survey", FrequencyOracle.Create(OracleKind.Grr, 4, 1));
    private static readonly byte[] Upload = Envelope.Pack(Survey, 0, [1]);
    private static readonly string Batch = Envelope.Read(Upload).BatchText;
    private static readonly string Counted = $$"""{"batch":"{{Batch}}","reports":1,"duplicate":true}""";

    [Fact]
    public async Task What_is_not_heard_or_busy_is_sent_again_as_the_same_bytes()
    {
        using var line = new Line(null, (HttpStatusCode.ServiceUnavailable, """{"detail":"later"}"""), (HttpStatusCode.TooManyRequests, "no json"), ((HttpStatusCode)425, "too early"), (HttpStatusCode.OK, Counted.Replace(Batch, new string('0', 32), StringComparison.Ordinal)), (HttpStatusCode.OK, "<html>log in</html>"), (HttpStatusCode.OK, Counted));
        var sent = await Uploader(line).SendAsync(Upload);
        Assert.Equal(new SentUpload(Batch, 1, true), sent);
        Assert.Equal(7, line.Bodies.Count);
        Assert.All(line.Bodies, b => Assert.Equal(Upload, b));
        Assert.All(line.Paths, p => Assert.Equal($"/v1/collections/{Survey.Id}/batches", p));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_will_never_be_counted_is_not_sent_again(HttpStatusCode status)
    {
        using var line = new Line((status, """{"detail":"the epoch is over"}"""));
        Assert.Contains("the epoch is over", (await Assert.ThrowsAsync<BadInputException>(() => Uploader(line).SendAsync(Upload))).Message, StringComparison.Ordinal);
        Assert.Single(line.Bodies);
    }

    [Fact]
    public async Task Waits_double_are_spread_and_follow_the_collector()
    {
        using var line = new Line([.. Enumerable.Repeat<(HttpStatusCode, string)?>((HttpStatusCode.ServiceUnavailable, string.Empty), 5)]);
        var clock = new Instant();
        var options = new UploadOptions { Attempts = 5, Wait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(6), Spread = TimeSpan.FromHours(1) };
        Assert.Contains("5 times", (await Assert.ThrowsAsync<TimeoutException>(() => Uploader(line, options, clock).SendAsync(Upload))).Message, StringComparison.Ordinal);
        Assert.Equal(5, line.Bodies.Count);
        Assert.Equal(5, clock.Waits.Count);
        Assert.InRange(clock.Waits[0], TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
        double[] longest = [1, 2, 4, 6];
        for (var i = 0; i < longest.Length; i++)
        {
            Assert.InRange(clock.Waits[i + 1].TotalSeconds, longest[i] / 2, longest[i]);
        }

        using var asked = new Line((HttpStatusCode.TooManyRequests, string.Empty), (HttpStatusCode.OK, Counted)) { RetryAfter = TimeSpan.FromSeconds(4) };
        var again = new Instant();
        await Uploader(asked, new() { LongestWait = TimeSpan.FromMinutes(1) }, again).SendAsync(Upload);
        Assert.InRange(again.Waits[^1].TotalSeconds, 4, 6);
        using var dear = new Line((HttpStatusCode.TooManyRequests, string.Empty), (HttpStatusCode.OK, Counted)) { RetryAfter = TimeSpan.FromHours(1) };
        await Uploader(dear, new() { LongestWait = TimeSpan.FromMinutes(1) }, again).SendAsync(Upload);
        Assert.InRange(again.Waits[^1].TotalSeconds, 30, 60);
    }

    [Fact]
    public async Task A_document_is_that_of_the_identity_that_was_asked_for()
    {
        using var line = new Line((HttpStatusCode.OK, Survey.Document));
        Assert.Equal(Survey.Document, (await Uploader(line).CollectionAsync(Survey.Id)).Collection.Document);
        using var other = new Line((HttpStatusCode.OK, Collection.Create("for you alone", FrequencyOracle.Create(OracleKind.Grr, 4, 1)).Document));
        Assert.Contains("Do not report", (await Assert.ThrowsAsync<BadInputException>(() => Uploader(other).CollectionAsync(Survey.Id))).Message, StringComparison.Ordinal);
        using var none = new Line();
        await Assert.ThrowsAsync<BadInputException>(() => Uploader(none).CollectionAsync("../estimate"));
        Assert.Empty(none.Paths);
    }

    [Theory]
    [InlineData("7", 7u)]
    [InlineData("4294967295", 4_294_967_295u)]
    [InlineData(null, null)]
    [InlineData("-1", null)]
    [InlineData("4294967296", null)]
    [InlineData("soon", null)]
    public async Task The_collector_says_which_epoch_it_is(string? said, uint? epoch)
    {
        var days = Collection.Create("days", FrequencyOracle.Create(OracleKind.Grr, 4, 1), epochs: EpochRule.Every(TimeSpan.FromDays(1), DateTimeOffset.UnixEpoch));
        using var line = new Line((HttpStatusCode.OK, days.Document), (HttpStatusCode.OK, Survey.Document)) { Epoch = said };
        Assert.Equal(epoch, (await Uploader(line).CollectionAsync(days.Id)).Epoch);

        // Of one epoch there is nothing to say.
        Assert.Equal(0u, (await Uploader(line).CollectionAsync(Survey.Id)).Epoch);
    }

    [Fact]
    public async Task Uploads_are_spread_unless_somebody_says_no()
    {
        using var line = new Line((HttpStatusCode.OK, Counted));
        var clock = new Instant();
        await Uploader(line, new(), clock).SendAsync(Upload);
        Assert.InRange(clock.Waits[0], TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_is_no_upload_or_no_collector_is_said()
    {
        using var none = new Line();
        await Assert.ThrowsAsync<BadInputException>(() => Uploader(none).SendAsync(new byte[3]));
        Assert.Empty(none.Paths);
        foreach (var text in new[] { "<html>", "[]", "{}", """{"batch":1,"reports":"x","duplicate":3}""" })
        {
            using var page = new Line([.. Enumerable.Repeat<(HttpStatusCode, string)?>((HttpStatusCode.OK, text), 7)]);
            Assert.Contains("no collector", (await Assert.ThrowsAsync<TimeoutException>(() => Uploader(page).SendAsync(Upload))).Message, StringComparison.Ordinal);
        }

        Assert.Throws<BadInputException>(() => Uploader(none, new() { Attempts = 0 }));
        Assert.Throws<BadInputException>(() => Uploader(none, new() { Spread = TimeSpan.FromDays(100) }));
        Assert.Throws<BadInputException>(() => new ReportUploader(new HttpClient()));
        Assert.Throws<BadInputException>(() => new ReportUploader(new HttpClient { BaseAddress = new Uri("https://collector.example/tacit") }));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Uploader(none).SendAsync(Upload, stopped.Token));
    }

    private static ReportUploader Uploader(Line line, UploadOptions? options = null, TimeProvider? clock = null) =>
        new(new HttpClient(line, disposeHandler: false) { BaseAddress = new Uri("https://collector.example/") }, options ?? new() { Wait = TimeSpan.FromMilliseconds(1), Attempts = 7, Spread = TimeSpan.Zero }, clock);

    /// <summary>Answers one after another; null is a line that is cut.</summary>
    private sealed class Line(params (HttpStatusCode Status, string Text)?[] answers) : HttpMessageHandler
    {
        public List<byte[]> Bodies { get; } = [];

        public List<string> Paths { get; } = [];

        public TimeSpan? RetryAfter { get; init; }

        public string? Epoch { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Paths.Add(request.RequestUri!.AbsolutePath);
            Bodies.Add(request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
            if (answers[Paths.Count - 1] is not { } answer)
            {
                throw new HttpRequestException("The connection was reset.");
            }

            var response = new HttpResponseMessage(answer.Status) { Content = new StringContent(answer.Text, Encoding.UTF8) };
            response.Headers.RetryAfter = RetryAfter is { } wait ? new(wait) : null;
            if (Epoch is not null)
            {
                response.Headers.Add("Tacit-Epoch", Epoch);
            }

            return response;
        }
    }

    /// <summary>A clock on which every wait is over at once and remembered.</summary>
    private sealed class Instant : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
