namespace Tacit.Cli.Tests.Support;

/// <summary>A folder in which the demo ran over data with canaries: <c>own</c> is the data, <c>out</c> and <c>truth</c> hold reports and a ledger. Made once, copied for each test.</summary>
public sealed class Planted : IAsyncLifetime
{
    /// <summary>The data: it holds the canaries.</summary>
    public const string Data = "own";

    /// <summary>What <c>--reveal-truth</c> wrote: it protects nobody, says so, and shows what is in the data.</summary>
    public const string Truth = "truth";

    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-planted-").FullName;

    public async ValueTask InitializeAsync()
    {
        await WriteDataAsync(Path.Combine(_folder, Data));
        await MakeAsync("demo", "--data", Data, "--output", "out", "--key", "key");
        File.Copy(Path.Combine(_folder, "out", "demo.ledger"), Path.Combine(_folder, "old.ledger"));
        await MakeAsync("ledger", "raise", "out/demo.ledger", "nafld", "--epsilon", "1", "--delta", "1e-6", "--key", "key", "--reason", "a record that the old copy lacks");
        await MakeAsync("demo", "--data", Data, "--output", "out", "--key", "key");
        await MakeAsync("demo", "--data", Data, "--output", Truth, "--reveal-truth");
        File.Copy(Path.Combine(_folder, "out", "demo.ledger"), Path.Combine(_folder, "beside.ledger"));
        File.Copy(Path.Combine(_folder, "key"), Path.Combine(_folder, "beside.ledger.key"));
    }

    /// <summary>A copy of the folder for one test.</summary>
    public string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("tacit-copy-").FullName;
        foreach (var folder in Directory.EnumerateDirectories(_folder, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(folder.Replace(_folder, copy, StringComparison.Ordinal));
        }

        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, file.Replace(_folder, copy, StringComparison.Ordinal));
        }

        return copy;
    }

    /// <summary>Three small files: canaries as an identifier, as categories that nobody declared, as a diagnosis of one person, as values out of bounds.</summary>
    public static async Task WriteDataAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var persons = Enumerable.Range(1, 200).Select(i => $"{i},{20 + (i % 60)},{(i % 2 == 0 ? "male" : "female")},{i * 20},0");
        await File.WriteAllLinesAsync(Path.Combine(folder, "nafld-persons.csv"),
            ["id,age,sex,futime,status", .. persons, $"{Canary.Word},40,male,{Canary.Number},1", $"201,50,{Canary.Word},1000,{Canary.Number}"]);
        await File.WriteAllLinesAsync(Path.Combine(folder, "nafld-labs.csv"),
            ["id,days,test,value", .. Enumerable.Range(1, 200).Select(i => $"{i},1,hdl,{30 + (i % 40)}"), $"7,1,{Canary.Word},50", $"8,2,sbp,{Canary.Number}", $"{Canary.Word},1,hdl,41"]);
        await File.WriteAllLinesAsync(Path.Combine(folder, "nafld-events.csv"),
            ["id,days,event", .. Enumerable.Range(1, 150).Select(i => $"{i},{i},htn"), $"9,10,{Canary.Word}", $"{Canary.Word},10,htn"]);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task MakeAsync(params string[] arguments)
    {
        var said = await Tool.RunAsync(_folder, arguments);
        Assert.True(said.Exit == 0, said.Error);
    }
}
