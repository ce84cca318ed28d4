using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tacit.Cli.Tests.Support;

/// <summary><c>tacit collect serve</c> as a process of its own, on free ports.</summary>
internal sealed class ServingCollector : IDisposable
{
    private readonly Process _process;

    private ServingCollector(Process process, string http, string grpc) => (_process, Http, Grpc) = (process, http, grpc);

    public string Http { get; }

    public string Grpc { get; }

    public static async Task<ServingCollector> StartAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tacit.dll"), "collect", "serve", "--port", "0", "--grpc-port", "0", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var said = new ConcurrentQueue<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Enqueue(line);
            if (line.Split(' ') is ["collecting", "at", var http, "gRPC", "at", var grpc, ..])
            {
                return new(process, http.TrimEnd(','), grpc.TrimEnd(';'));
            }
        }

        throw new InvalidOperationException($"The collector ended: {string.Join('\n', said)}");
    }

    /// <summary>As a power cut would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
