using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Tacit.Local.Tests.Support;

namespace Tacit.Server.Tests.Collect;

/// <summary>The TypeScript client in a real browser: a page fetches a collection, randomizes answers with the browser's own randomness, and uploads them. Skipped where Chromium is not installed.</summary>
public sealed class BrowserTests
{
    private const int Answers = 3000;

    private static readonly string[] Switches =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=60000", "--dump-dom"];

    // As an app would write it. The first upload is sent twice, as after an answer that did not come.
    private static readonly string Page = """
        <!DOCTYPE html>
        <html><body><pre id="said">nothing</pre>
        <script type="module">
        const said = document.getElementById('said');
        try {
          const { parseCollection, packEnvelope } = await import('/client/index.js');
          const address = `/v1/collections/${location.hash.slice(1)}`;
          const asked = await fetch(address);
          const collection = await parseCollection(await asked.text(), location.hash.slice(1));
          const epoch = asked.headers.get('Tacit-Epoch');
          const client = collection.client();
          const answers = [];
          for (let from = 0; from < COUNT; from += 500) {
            const reports = Array.from({ length: 500 }, (_, i) => client.randomize((from + i) % 10 < 6 ? 0 : 2));
            const upload = packEnvelope(collection.id, epoch === null ? -1 : Number(epoch), reports);
            for (let times = from === 0 ? 2 : 1; times > 0; times--) {
              answers.push(await (await fetch(`${address}/batches`, { method: 'POST', body: upload })).json());
            }
          }

          let refused = '';
          try { client.randomize(3); } catch (e) { refused = e.message; }
          said.textContent = JSON.stringify({ id: collection.id, labels: collection.labels, answers, refused });
        } catch (e) {
          said.textContent = JSON.stringify({ error: String(e) });
        }
        </script></body></html>
        """.Replace("COUNT", Answers.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [Theory]
    [InlineData(OracleKind.Grr)]
    [InlineData(OracleKind.Oue)]
    [InlineData(OracleKind.Olh)]
    public async Task A_page_reports_and_is_counted_once(OracleKind kind)
    {
        var client = await TypeScriptClient.BuiltAsync();
        var browser = TypeScriptClient.Which("chromium");
        if (browser is null)
        {
            Assert.Skip("Chromium is not installed. It comes with: apt-get install -y chromium");
        }

        var collection = Collection.Create("cycling", FrequencyOracle.Create(kind, 3, 4), ["never", "weekly", "dɑily"]);
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, site: app =>
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(client, "dist")), RequestPath = "/client" });
            app.MapGet("/", () => TypedResults.Content(Page, "text/html; charset=utf-8"));
        });
        await server.Collector.OpenAsync(collection);
        var profile = Directory.CreateTempSubdirectory("tacit-browser-");
        string dom;
        try
        {
            dom = await TypeScriptClient.RunAsync(browser, [.. Switches, $"--user-data-dir={profile.FullName}", $"{server.Http.BaseAddress}#{collection.Id}"], []);
        }
        finally
        {
            profile.Delete(recursive: true);
        }

        var from = dom.IndexOf("<pre id=\"said\">", StringComparison.Ordinal) + "<pre id=\"said\">".Length;
        var said = JsonNode.Parse(System.Net.WebUtility.HtmlDecode(dom[from..dom.IndexOf("</pre>", from, StringComparison.Ordinal)]))!;
        Assert.True(said["error"] is null, said.ToJsonString());
        Assert.Equal(collection.Id, (string)said["id"]!);
        Assert.Equal(collection.Labels, said["labels"]!.AsArray().Select(l => (string)l!));
        Assert.Contains("none of the domain", (string)said["refused"]!, StringComparison.Ordinal);
        Assert.Equal([false, true, .. Enumerable.Repeat(false, (Answers / 500) - 1)], said["answers"]!.AsArray().Select(a => (bool)a!["duplicate"]!));

        // The standard error of an estimate is below 0.02 for each of these protocols; 0.14 is a false alarm of 1e-11.
        var estimate = (await server.Collector.EstimateAsync(collection.Id)).Value;
        Assert.Equal(Answers, estimate.Reports);
        double[] truth = [0.6, 0, 0.4];
        Assert.All(truth.Zip(estimate.Values), p => Assert.InRange(p.Second.Estimate.Value, p.First - 0.14, p.First + 0.14));
    }
}
