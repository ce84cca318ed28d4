using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>The collector over HTTP and gRPC.</summary>
public static class CollectorEndpoints
{
    private static readonly double[] Quartiles = [0.25, 0.5, 0.75];

    /// <summary>Maps <c>GET /v1/collections</c>, <c>GET /v1/collections/{id}</c>, <c>POST /v1/collections/{id}/batches</c> and <c>GET /v1/collections/{id}/estimate</c>, and the gRPC service.</summary>
    /// <remarks>Uploads are answered 200 when durable, also a second time; 400 malformed, 403 refused, 404 unknown, 408 slower than an upload may be, 410 closed epoch, 413 too long, 425 of an epoch that has not begun, 429 busy, 503 not durable.</remarks>
    /// <returns>All of them, HTTP and gRPC, for conventions such as authorization or rate limits.</returns>
    public static RouteGroupBuilder MapTacitCollector(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var all = endpoints.MapGroup(string.Empty);
        HeldBody.Hold(all.MapGrpcService<CollectorGrpc>());
        var group = all.MapGroup("/v1/collections");
        group.AddEndpointFilter(ReachAsync);
        group.MapGet("/", ListAsync);
        group.MapGet("/{id}", DocumentAsync);
        group.MapPost("/{id}/batches", AddAsync);
        group.MapGet("/{id}/estimate", EstimateAsync);
        return all;
    }

    private static async ValueTask<object?> ReachAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            var collector = context.HttpContext.RequestServices.GetRequiredService<Collector>();
            return Later("The store of the collector cannot be reached. Ask again later.", StatusCodes.Status503ServiceUnavailable, context.HttpContext.Response, collector);
        }
    }

    private static async Task<IResult> ListAsync(Collector collector, CancellationToken cancellation) =>
        Results.Json((await collector.CollectionsAsync(cancellation)).Select(c => new { id = c.Collection.Id, name = c.Collection.Name, protocol = c.Collection.Protocol.Name }));

    // The bytes are the document: whoever hashes them finds the identity. The epoch stands beside them, and a cache must not keep it.
    private static async Task<IResult> DocumentAsync(string id, Collector collector, HttpResponse response, CancellationToken cancellation)
    {
        if (await collector.FindAsync(id, cancellation) is not { } stored)
        {
            return Unknown(id);
        }

        response.Headers.CacheControl = "no-cache";
        if (collector.EpochOf(stored.Collection) is { } epoch)
        {
            response.Headers[ReportUploader.EpochHeader] = epoch.ToString(CultureInfo.InvariantCulture);
        }

        return Results.Text(stored.Collection.Document, "application/json");
    }

    private static async Task<IResult> AddAsync(string id, HttpRequest request, Collector collector, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Envelope.MostBytes;
        }

        if (request.ContentLength is > Envelope.MostBytes)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        using var body = new UploadBody(RequestRoom.Of(request.HttpContext));
        if (!await body.ReadAsync(request.Body, cancellation))
        {
            return body.IsLate
                ? Later(UploadOutcome.Late.Message, StatusCodes.Status408RequestTimeout, request.HttpContext.Response, collector)
                : Later(UploadOutcome.TooMuch.Message, StatusCodes.Status429TooManyRequests, request.HttpContext.Response, collector);
        }

        if (body.IsTooLong)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var upload = body.Bytes;
        if (upload.Length >= Envelope.HeadBytes && Envelope.CollectionOf(upload.Span) != id)
        {
            return Results.Problem("The upload names another collection than its address. Nothing was counted.", statusCode: StatusCodes.Status400BadRequest);
        }

        return Answer(await collector.AddHeldAsync(upload, body.HandOver(), cancellation), request.HttpContext.Response, collector);
    }

    private static IResult Answer(UploadAnswer answer, HttpResponse response, Collector collector) => answer.Status switch
    {
        UploadStatus.Counted or UploadStatus.Duplicate => Results.Json(new { batch = answer.Batch, reports = answer.Reports, duplicate = answer.Status == UploadStatus.Duplicate }),
        UploadStatus.UnknownCollection => Results.Problem(answer.Message, statusCode: StatusCodes.Status404NotFound),
        UploadStatus.ClosedEpoch => Results.Problem(answer.Message, statusCode: StatusCodes.Status410Gone),
        UploadStatus.Refused => Results.Problem(answer.Message, statusCode: StatusCodes.Status403Forbidden),
        UploadStatus.WrongEpoch => Later(answer.Message, 425, response, collector),
        UploadStatus.Busy => Later(answer.Message, StatusCodes.Status429TooManyRequests, response, collector),
        UploadStatus.Unavailable => Later(answer.Message, StatusCodes.Status503ServiceUnavailable, response, collector),
        _ => Results.Problem(answer.Message, statusCode: StatusCodes.Status400BadRequest),
    };

    private static ProblemHttpResult Later(string message, int status, HttpResponse response, Collector collector)
    {
        response.Headers.RetryAfter = Math.Ceiling(collector.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(message, statusCode: status);
    }

    private static async Task<IResult> EstimateAsync(string id, [FromQuery] uint? epoch, [FromQuery] PostProcess? postProcess, [FromQuery] double? confidence, [FromQuery(Name = "word")] string[]? words, Collector collector, EstimateDesk desk, HttpResponse response, CancellationToken cancellation)
    {
        if (await collector.FindAsync(id, cancellation) is not { } stored)
        {
            return Unknown(id);
        }

        try
        {
            var options = new EstimateOptions { PostProcess = postProcess ?? PostProcess.None, Confidence = confidence ?? 0.95, Words = words ?? [] };
            return await desk.AskAsync(stored, epoch, options, cancellation) is { } json
                ? Results.Bytes(json, "application/json; charset=utf-8")
                : Later("Other estimates are being computed. Ask again later.", StatusCodes.Status429TooManyRequests, response, collector);
        }
        catch (BadInputException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>An estimate with its receipt as one JSON object.</summary>
    public static JsonObject Write(Collection collection, Release<CollectionEstimate> release)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(release);
        var (estimate, receipt) = (release.Value, release.Receipt);
        var first = estimate.Values.Count > 0 ? estimate.Values[0].Estimate : default(Estimate?);
        var result = new JsonObject
        {
            ["format"] = 1,
            ["collection"] = collection.Id,
            ["name"] = collection.Name,
            ["reports"] = estimate.Reports,
            ["postProcess"] = estimate.PostProcess.ToString(),
            ["confidence"] = first?.Confidence,
            ["covers"] = first?.Covers,
            ["estimates"] = new JsonArray([.. estimate.Values.Select(v => (JsonNode)Write(v, first!.Value.Covers))]),
            ["sumIsAlarming"] = estimate.IsSumAlarming,
            ["columnIsAlarming"] = estimate.IsColumnAlarming,
            ["mostByOneReport"] = estimate.MostByOneReport,
            ["smallestVisible"] = estimate.Frequencies?.SmallestVisible,
        };
        if (estimate.Distribution is { } distribution)
        {
            result["distribution"] = new JsonArray([.. distribution.Numbers.Zip(distribution.Frequencies, (x, f) => (JsonNode)new JsonObject { ["number"] = x, ["frequency"] = f })]);
            result["quartiles"] = new JsonArray([.. Quartiles.Select(q => (Share: q, Number: distribution.Quantile(q, first!.Value.Confidence))).Select(q => (JsonNode)new JsonObject { ["share"] = q.Share, ["value"] = q.Number.Value, ["low"] = q.Number.Low, ["high"] = q.Number.High })]);
        }

        result["receipt"] = new JsonObject
        {
            ["loss"] = JsonNode.Parse(receipt.Loss.ToJson()),
            ["price"] = receipt.Price,
            ["unit"] = receipt.Unit.ToString(),
            ["trust"] = receipt.Trust,
            ["mechanism"] = receipt.Mechanism,
        };
        return result;
    }

    // What an interval covers is said once, and again only where it is something else.
    private static JsonObject Write(CollectedValue value, string covers)
    {
        var (low, high) = (Finite(value.Estimate.Low), Finite(value.Estimate.High));
        var result = new JsonObject { ["part"] = value.Part, ["label"] = value.Label, ["value"] = Finite(value.Estimate.Value), ["low"] = low, ["high"] = high };
        if (value.Estimate.Covers != covers)
        {
            result["covers"] = value.Estimate.Covers;
        }

        return result;
    }

    // JSON has no infinity: an end that is open is null.
    private static JsonValue? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static ProblemHttpResult Unknown(string id) => TypedResults.Problem($"No collection {(id.Length <= 64 ? id : id[..64])} is open here. Ask for the list at /v1/collections.", statusCode: StatusCodes.Status404NotFound);
}
