using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tacit.Identity.Web.Tests.Support;

/// <summary>The sample as a process of its own, on a free port of this machine.</summary>
internal sealed class ClinicProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;

    private ClinicProcess(Process process, HttpClient http) => (_process, Http) = (process, http);

    public HttpClient Http { get; }

    public static async Task<ClinicProcess> StartAsync(string connectionString, string ring)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "IdentityWeb.dll"), $"--Ring={ring}", "--urls=http://127.0.0.1:0"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ConnectionStrings__Clinic"] = connectionString;
        var process = Process.Start(start)!;
        var (said, address) = (new ConcurrentQueue<string?>(), new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
        process.OutputDataReceived += (_, e) =>
        {
            said.Enqueue(e.Data);
            if (e.Data is null || e.Data.Contains(Listening, StringComparison.Ordinal))
            {
                address.TrySetResult(e.Data);
            }
        };
        process.BeginOutputReadLine();
        return await address.Task is { } line
            ? new(process, new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) })
            : throw new InvalidOperationException($"The sample ended: {string.Join('\n', said)}");
    }

    /// <summary>A visit's identifier, or null where the process did not answer.</summary>
    public async Task<string?> VisitAsync(string patient)
    {
        try
        {
            var answer = await Http.PostAsJsonAsync($"/patients/{patient}/visits", new { reason = "fever" });
            return answer.EnsureSuccessStatusCode().StatusCode is System.Net.HttpStatusCode.OK ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString() : null;
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            return null;
        }
    }

    /// <summary>Sends SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Http.Dispose();
        _process.Dispose();
    }
}
