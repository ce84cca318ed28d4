using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tacit.Server.Tests.Support;

/// <summary>Senders that begin an upload and do not end it.</summary>
internal static class SlowSenders
{
    /// <summary>Over HTTP: a whole upload is announced, and some bytes of it are sent.</summary>
    public static async Task<TcpClient> BeginAsync(RunningCollector server, Collection collection, int sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port);
        var head = $"POST /v1/collections/{collection.Id}/batches HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Envelope.MostBytes}\r\n\r\n";
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. new byte[sent]]);
        return client;
    }

    /// <summary>Over gRPC.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, RunningCollector server, HttpContent content, string method = "Add")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Grpc, $"/tacit.collector.v1.Collector/{method}")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TE.ParseAdd("trailers");
        return await http.SendAsync(request);
    }

    /// <summary>What gRPC says at the end of a call.</summary>
    public static async Task<string> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return (response.TrailingHeaders.TryGetValues("grpc-status", out var trailing) ? trailing : response.Headers.GetValues("grpc-status")).Single();
    }
}
