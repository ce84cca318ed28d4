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

// docs: ask
// On the device, now and then, whether somebody answers or not: the document is fetched and checked against the identity that the app knows.
// The collector sees addresses and times beside the reports. In earnest leave out the options, so that each upload waits for a random part of a minute, and let it go through a proxy.
var uploader = new ReportUploader(http, new UploadOptions { Spread = TimeSpan.Zero });
AskedCollection asked = await uploader.CollectionAsync(collection.Id);
// end

for (var user = 0; user < 200; user++)
{
    using var device = DeviceLedger.Create(Path.Combine(folder.FullName, $"{user}.ledger"), DeviceKey.Create(Path.Combine(folder.FullName, $"{user}.key")), $"installation {user}", ceiling: 3);
    await ReportAsync(device, user % 10 < 6 ? "never" : "daily");
}

async Task ReportAsync(DeviceLedger device, string answer)
{
    // docs: device
    // When somebody answers: the label is looked up before anything is paid; the answer is paid, randomized and kept, and sent until the collector has it.
    // After a crash the same lines send the same bytes, and they are counted once.
    var (survey, epoch) = (asked.Collection, asked.Epoch ?? throw new InvalidOperationException("The survey has not begun."));
    int value = survey.IndexOf(answer);
    byte[] report = device.ReportOnce(survey, epoch, (random, bytes) => ((FrequencyOracle)survey.Protocol).Client(random).Randomize(value, bytes));
    await uploader.SendAsync(device.Pack(survey, epoch, report));
    // end
}

Console.WriteLine(await http.GetStringAsync($"/v1/collections/{collection.Id}/estimate?postProcess=NormSub"));
await app.StopAsync();
