using Tacit.Local;
using Tacit.Server;

// A collector and its devices in one process: in earnest they are different programs.
string[] words = ["never", "rarely", "weekly", "daily"];
var collection = Collection.Create("how often do you cycle", FrequencyOracle.Plan(words.Length, 1, 10_000).Oracle, words);
var folder = Directory.CreateTempSubdirectory("survey-");
await using var store = CollectorStore.Sqlite(Path.Combine(folder.FullName, "survey.db"));

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");

// docs: serve
builder.Services.AddTacitCollector(store);
WebApplication app = builder.Build();
app.MapTacitCollector();
await app.Services.GetRequiredService<Collector>().OpenAsync(collection);
// end

await app.StartAsync();
using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
for (var user = 0; user < 200; user++)
{
    await ReportAsync(user % 10 < 6 ? "never" : "daily");
}

async Task ReportAsync(string answer)
{
    // docs: device
    // On the device: the document is fetched and checked, the answer randomized, and one upload packed. A retry sends the very same bytes.
    var asked = Collection.Parse(await http.GetStringAsync($"/v1/collections/{collection.Id}"));
    ILocalRandomizer client = ((FrequencyOracle)asked.Protocol).Client();
    var report = new byte[client.ReportSize];
    client.Randomize(asked.IndexOf(answer), report);
    byte[] upload = Envelope.Pack(asked, epoch: 0, report);
    // end
    using var content = new ByteArrayContent(upload);
    using var response = await http.PostAsync($"/v1/collections/{asked.Id}/batches", content);
    response.EnsureSuccessStatusCode();
}

Console.WriteLine(await http.GetStringAsync($"/v1/collections/{collection.Id}/estimate?postProcess=NormSub"));
await app.StopAsync();
