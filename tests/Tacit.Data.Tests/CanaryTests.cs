namespace Tacit.Data.Tests;

/// <summary>Openings that fail say where, and never what stands in a cell.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string Canary = "CANARY-7f3a91c2";
    private const string Number = "987654321.125";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string[]> Files => new()
    {
        { "a bad cell", ["id,v,c", $"1,{Canary},a"] },
        { "a bad cell that starts as a number", ["id,v,c", $"1,{Number}{Canary},a"] },
        { "a ragged row", ["id,v,c", "1,2,a", $"{Canary},{Number},b,{Canary}"] },
        { "a short row", ["id,v,c", "1,2,a", Canary] },
        { "an open quote", ["id,v,c", $"1,2,\"{Canary}", $"2,{Number},b"] },
        { "a stray quote", ["id,v,c", $"1,2,\"a\"{Canary}\"", $"2,{Number},b"] },
        { "a missing person", ["id,v,c", $",{Number},{Canary}"] },
        { "a person twice", ["id,v,c", $"{Canary},{Number},a", $"{Canary},2,b"] },
        { "a person that is a number twice", ["id,v,c", $"{Number},1,a", $"{Number},2,{Canary}"] },
        { "no header", [$"1,{Number},{Canary}", "2,3,b"] },
        { "a header without the person", ["patient,v,c", $"{Canary},{Number},a"] },
        { "a header without a column", ["id,c", $"{Canary},{Number}"] },
        { "no header, one column", [Canary, Number] },
        { "a note above the header", [Canary, "id,v,c", $"{Canary},{Number},a"] },
        { "a very long line", ["id,v,c", $"1,2,{string.Concat(Enumerable.Repeat(Canary, 200_000))}"] },
        { "a column twice", ["id,v,v", $"1,{Canary},{Number}"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task No_cell_is_in_the_error(string what, string[] lines)
    {
        _scratch.Write("t.csv", lines);
        var error = await Record.ExceptionAsync(async () =>
        {
            await using var data = await _scratch.OpenAsync(d => d.SpillTo(_scratch.Spill).Table("t", "t.csv", t => t.Number("v", 0, 100).Category("c", "a", "b").OnePerUnit()));
        });
        Assert.True(error is BadInputException, $"{what}: {error?.GetType().Name ?? "nothing"} was raised.");
        Assert.Contains("t.csv", error!.Message, StringComparison.Ordinal);
        var text = error.Everything();
        Assert.DoesNotContain("CANARY", text, StringComparison.Ordinal);
        Assert.DoesNotContain("987654321", text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Spill));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_without_quoting_them()
    {
        File.WriteAllBytes(_scratch.PathOf("t.csv"), [.. "id,v,c\n1,2,"u8, 0xFF, 0xFE, .. System.Text.Encoding.ASCII.GetBytes(Canary), (byte)'\n']);
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Text("c").OnePerUnit())));
        Assert.DoesNotContain("CANARY", error.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_tells_the_names_of_tables_only()
    {
        var told = new List<string>();
        _scratch.Write("t.csv", "id,c", $"1,{Canary}");
        await using var data = await Dataset.OpenAsync(
            "clinic", PrivacyUnit.Person("id"), d => d.In(_scratch.Folder).Table("visits", "t.csv", t => t.Text("c").OnePerUnit()), new Told(told));
        Assert.Equal(["visits"], told);
        Assert.DoesNotContain(Canary, $"{data} {string.Join(" ", data.Tables)} {string.Join(" ", data.Tables.SelectMany(t => t.Describe()))}", StringComparison.Ordinal);
    }

    private sealed class Told(List<string> list) : IProgress<string>
    {
        public void Report(string value) => list.Add(value);
    }
}
