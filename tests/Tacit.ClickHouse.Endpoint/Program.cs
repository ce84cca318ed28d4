using System.Net;
using Tacit.ClickHouse.Endpoint;

// A ClickHouse server for tests: the engine as a library behind HTTP. Prints its port, and ends when its standard input does.
//   Tacit.ClickHouse.Endpoint <libchdb.so> [port]
if (args.Length is < 1 or > 2)
{
    Console.Error.WriteLine("Usage: Tacit.ClickHouse.Endpoint <libchdb.so> [port]");
    return 2;
}

using var engine = new ChDb(args[0]);
using var listener = new HttpListener();
var port = args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : FreePort();
listener.Prefixes.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
listener.Start();
var sessions = new Sessions(engine);
_ = Task.Run(async () =>
{
    while (true)
    {
        var context = await listener.GetContextAsync();
        _ = Task.Run(() => Requests.Answer(context, sessions));
    }
});
Console.WriteLine(port);

// Whoever started this holds the other end; a person presses Enter.
_ = Console.In.Read();
engine.Dispose();

// The library does not survive an orderly end of the process.
System.Diagnostics.Process.GetCurrentProcess().Kill();
return 0;

static int FreePort()
{
    using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
    probe.Start();
    return ((IPEndPoint)probe.LocalEndpoint).Port;
}
