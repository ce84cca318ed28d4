using Apache.Arrow;
using Apache.Arrow.Ipc;
using Tacit.Data;

namespace Tacit.Query.Tests;

/// <summary>An answer as Arrow holds every cell, and can be read again from a file.</summary>
public sealed class ArrowAnswerTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    public async Task A_batch_holds_every_cell_in_the_order_that_was_asked_for()
    {
        await using var ledger = new SimulatedLedger(seed: 3);
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var release = await clinic.Data.QueryAsync("select avg(value) as mean, kind, count(*) as n from visits where kind = 'lab' group by kind", account.Spend(100));
        using var stream = new MemoryStream();
        release.WriteArrow(stream);
        stream.Position = 0;
        using var reader = new ArrowFileReader(stream);
        using var batch = await reader.ReadNextRecordBatchAsync();
        Assert.Equal(["mean", "mean_low", "mean_high", "kind", "n", "n_low", "n_high"], batch.Schema.FieldsList.Select(f => f.Name));
        Assert.Equal(release.Receipt.Price, batch.Schema.Metadata["tacit.price"]);
        Assert.Equal("false", batch.Schema.Metadata["tacit.private"]);
        Assert.Equal(release.Value.Rows.Count, batch.Length);
        var missing = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            var row = release.Value.Rows[i];
            Assert.Equal(row.Keys[0], ((StringArray)batch.Column(3)).GetString(i));
            Assert.Equal([row.Values[0]?.Value, row.Values[0]?.Low, row.Values[0]?.High], Enumerable.Range(0, 3).Select(c => ((DoubleArray)batch.Column(c)).GetValue(i)));
            Assert.Equal([row.Values[1]?.Value, row.Values[1]?.Low, row.Values[1]?.High], Enumerable.Range(4, 3).Select(c => ((DoubleArray)batch.Column(c)).GetValue(i)));
            missing += row.Values[0] is null ? 1 : 0;
        }

        // One of the means is too few to say, the other is not: both ways are seen.
        Assert.Equal(1, missing);
    }

    [Fact]
    public async Task An_answer_without_rows_and_null_are_told_apart()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var empty = await clinic.Data.QueryAsync("select sex, count(*) as n from persons group by sex having count(*) > 1e9", account.Spend(1));
        using var batch = empty.ToArrow();
        Assert.Equal((0, 4), (batch.Length, batch.ColumnCount));
        Assert.Throws<BadInputException>(() => ((Release<Table>)null!).ToArrow());
        Assert.Throws<BadInputException>(() => empty.WriteArrow(null!));
    }
}
