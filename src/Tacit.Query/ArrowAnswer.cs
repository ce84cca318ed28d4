using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Tacit.Query;

namespace Tacit;

/// <summary>Answers as Apache Arrow: keys as text, each number with the ends of its interval beside it.</summary>
public static class ArrowAnswer
{
    /// <summary>The answer as one batch; the schema's metadata says what was paid: <c>tacit.price</c>, <c>tacit.entry</c>, <c>tacit.ledger</c>, <c>tacit.unit</c>, <c>tacit.private</c>, <c>tacit.loss</c>.</summary>
    /// <param name="release">The answer.</param>
    public static RecordBatch ToArrow(this Release<Table> release)
    {
        var table = Given.There(release, "The answer").Value;
        var names = table.Columns.ToArray();
        var cells = table.Rows.Select(r => table.Cells(r).ToArray()).ToArray();
        var (fields, arrays) = (new List<Field>(), new List<IArrowArray>());
        for (var i = 0; i < names.Length; i++)
        {
            var at = i;
            if ((table.Order?[i] ?? i) < table.Keys.Count)
            {
                fields.Add(new(names[i], StringType.Default, nullable: false));
                arrays.Add(new StringArray.Builder().AppendRange(cells.Select(c => c[at].Key!)).Build());
                continue;
            }

            foreach (var (end, number) in new (string, Func<Estimate, double>)[] { (string.Empty, e => e.Value), ("_low", e => e.Low), ("_high", e => e.High) })
            {
                fields.Add(new(names[i] + end, DoubleType.Default, nullable: true));
                arrays.Add(Numbers(cells.Select(c => c[at].Value is { } estimate ? number(estimate) : (double?)null)));
            }
        }

        return new(new Schema(fields, Metadata(release.Receipt)), arrays, cells.Length);
    }

    /// <summary>Writes the answer as an Arrow file.</summary>
    /// <param name="release">The answer.</param>
    /// <param name="stream">Where it goes; it stays open.</param>
    public static void WriteArrow(this Release<Table> release, Stream stream)
    {
        using var batch = release.ToArrow();
        using var writer = new ArrowFileWriter(Given.There(stream, "The stream"), batch.Schema, leaveOpen: true);
        writer.WriteStart();
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
    }

    private static DoubleArray Numbers(IEnumerable<double?> numbers)
    {
        var builder = new DoubleArray.Builder();
        foreach (var number in numbers)
        {
            _ = number is { } value ? builder.Append(value) : builder.AppendNull();
        }

        return builder.Build();
    }

    private static Dictionary<string, string> Metadata(Receipt receipt) => new(StringComparer.Ordinal)
    {
        ["tacit.price"] = receipt.Price,
        ["tacit.entry"] = receipt.Entry.ToString(CultureInfo.InvariantCulture),
        ["tacit.ledger"] = receipt.LedgerId,
        ["tacit.unit"] = receipt.Unit.ToString(),
        ["tacit.private"] = receipt.IsPrivate ? "true" : "false",
        ["tacit.loss"] = receipt.Loss.ToJson(),
    };
}
