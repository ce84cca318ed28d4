using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Tacit.ClickHouse.Endpoint;

/// <summary>The part of ClickHouse's HTTP interface that its driver uses: a statement in the body or in <c>query</c>, settings and the session as parameters.</summary>
internal static partial class Requests
{
    // Parameters of the transport; all others are settings.
    private static readonly HashSet<string> Transport = new(StringComparer.Ordinal)
    {
        "query", "query_id", "session_id", "session_timeout", "session_check", "default_format", "database", "wait_end_of_query", "enable_http_compression", "compress", "decompress", "user", "password", "role", "readonly",
    };

    public static void Answer(HttpListenerContext context, Sessions sessions)
    {
        try
        {
            var parameters = context.Request.QueryString.AllKeys.OfType<string>().ToDictionary(k => k, k => context.Request.QueryString[k] ?? string.Empty, StringComparer.Ordinal);
            var database = parameters.GetValueOrDefault("database", "default");
            switch (context.Request.Url!.AbsolutePath)
            {
                case "/forget":
                    sessions.Forget(database);
                    context.Response.Close();
                    return;
                case "/profile":
                    sessions.Profile(database, parameters["settings"]);
                    context.Response.Close();
                    return;
                default:
                    break;
            }

            var body = Body(context.Request);
            var statement = parameters.TryGetValue("query", out var query) && query.Length > 0 ? [.. Encoding.UTF8.GetBytes(query + "\n"), .. body] : body;
            if (query?.StartsWith("INSERT", StringComparison.Ordinal) == true && body.Length == 0)
            {
                // A server takes no rows for none; the library wants some.
                context.Response.Close();
                return;
            }

            var settings = parameters.Where(p => !Transport.Contains(p.Key)).ToDictionary(StringComparer.Ordinal);
            if (parameters.TryGetValue("readonly", out var level))
            {
                // A setting of one request, but the engine does not let a session take it back: a SELECT carries it itself.
                if (Encoding.UTF8.GetString(statement).TrimStart().StartsWith("SELECT", StringComparison.Ordinal))
                {
                    statement = [.. statement, .. Encoding.UTF8.GetBytes($" SETTINGS readonly = {level}")];
                }
                else
                {
                    settings["readonly"] = level;
                }
            }

            var (answer, error) = sessions.Run(parameters.GetValueOrDefault("session_id"), database, parameters.GetValueOrDefault("session_check") == "1", settings, statement, parameters.GetValueOrDefault("default_format", "TabSeparated"));
            if (error is not null)
            {
                context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
                context.Response.AddHeader("X-ClickHouse-Exception-Code", Code().Match(error) is { Success: true } code ? code.Groups["code"].Value : "1001");
                answer = Encoding.UTF8.GetBytes(error);
            }

            context.Response.AddHeader("X-ClickHouse-Timezone", "UTC");
            context.Response.OutputStream.Write(answer);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or InvalidDataException)
        {
            context.Response.Abort();
        }
    }

    private static byte[] Body(HttpListenerRequest request)
    {
        using var bytes = new MemoryStream();
        using Stream source = request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(request.InputStream, CompressionMode.Decompress) : request.InputStream;
        source.CopyTo(bytes);
        return bytes.ToArray();
    }

    [GeneratedRegex(@"Code: (?<code>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
