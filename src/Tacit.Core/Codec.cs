using System.Globalization;
using System.Text.Json;

namespace Tacit;

/// <summary>How an answer becomes the bytes that the ledger seals, and back. Canonical: equal answers give equal bytes.</summary>
/// <typeparam name="T">The answer.</typeparam>
public sealed class Codec<T>
{
    private readonly Action<Utf8JsonWriter, T> _write;
    private readonly Func<JsonElement, T> _read;

    /// <summary>A codec from a JSON writer and a reader.</summary>
    public Codec(Action<Utf8JsonWriter, T> write, Func<JsonElement, T> read)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(read);
        _write = write;
        _read = read;
    }

    /// <summary>The canonical bytes of an answer.</summary>
    public byte[] Encode(T value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, value);
        }

        return stream.ToArray();
    }

    /// <summary>The answer of canonical bytes.</summary>
    public T Decode(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return _read(document.RootElement);
    }

    /// <summary>Writes an answer as a part of a larger document.</summary>
    public void Write(Utf8JsonWriter writer, T value) => _write(writer, value);
}

/// <summary>The codecs of the answers that Tacit itself gives.</summary>
public static class Codec
{
    /// <summary>One number. JSON has no infinities: what is not finite is written as its name, <c>"Infinity"</c>, <c>"-Infinity"</c> or <c>"NaN"</c>.</summary>
    public static Codec<double> Number { get; } = new(WriteNumber, ReadNumber);

    /// <summary>One whole number.</summary>
    public static Codec<long> Integer { get; } = new((w, v) => w.WriteNumberValue(v), e => e.GetInt64());

    /// <summary>One estimate.</summary>
    public static Codec<Estimate> Estimate { get; } = new(WriteEstimate, ReadEstimate);

    /// <summary>A list of estimates.</summary>
    public static Codec<IReadOnlyList<Estimate>> Estimates { get; } = new(
        (w, v) => WriteList(w, v, WriteEstimate),
        e => [.. e.EnumerateArray().Select(ReadEstimate)]);

    /// <summary>A table.</summary>
    public static Codec<Table> Table { get; } = new(WriteTable, ReadTable);

    private static void WriteTable(Utf8JsonWriter writer, Table table)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("keys");
        WriteList(writer, table.Keys, (w, k) => w.WriteStringValue(k));
        writer.WritePropertyName("values");
        WriteList(writer, table.Values, (w, k) => w.WriteStringValue(k));
        writer.WritePropertyName("rows");
        WriteList(writer, table.Rows, (w, row) =>
        {
            w.WriteStartObject();
            w.WritePropertyName("keys");
            WriteList(w, row.Keys, (x, k) => x.WriteStringValue(k));
            w.WritePropertyName("values");
            WriteList(w, row.Values, (x, v) =>
            {
                if (v is { } estimate)
                {
                    WriteEstimate(x, estimate);
                }
                else
                {
                    x.WriteNullValue();
                }
            });
            w.WriteEndObject();
        });
        if (table.Order is { } order)
        {
            writer.WritePropertyName("order");
            WriteList(writer, order, (w, p) => w.WriteNumberValue(p));
        }

        writer.WriteEndObject();
    }

    private static Table ReadTable(JsonElement element) => new(
        Texts(element.GetProperty("keys")),
        Texts(element.GetProperty("values")),
        [.. element.GetProperty("rows").EnumerateArray().Select(row => new TableRow(
            Texts(row.GetProperty("keys")),
            [.. row.GetProperty("values").EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? (Estimate?)null : ReadEstimate(v))]))])
    {
        Order = element.TryGetProperty("order", out var order) ? [.. order.EnumerateArray().Select(p => p.GetInt32())] : null,
    };

    private static List<string> Texts(JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetString()!)];

    private static void WriteEstimate(Utf8JsonWriter writer, Estimate value)
    {
        writer.WriteStartObject();
        WriteNumber(writer, "value", value.Value);
        WriteNumber(writer, "low", value.Low);
        WriteNumber(writer, "high", value.High);
        WriteNumber(writer, "confidence", value.Confidence);
        writer.WriteString("covers", value.Covers);
        writer.WriteEndObject();
    }

    private static Estimate ReadEstimate(JsonElement e) => new(
        ReadNumber(e.GetProperty("value")), ReadNumber(e.GetProperty("low")), ReadNumber(e.GetProperty("high")),
        ReadNumber(e.GetProperty("confidence")), e.GetProperty("covers").GetString()!);

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        WriteNumber(writer, value);
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static double ReadNumber(JsonElement e) => e.ValueKind != JsonValueKind.String
        ? e.GetDouble()
        : e.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => throw new FormatException("A number is a number, or one of \"Infinity\", \"-Infinity\", \"NaN\"."),
        };

    private static void WriteList<TItem>(Utf8JsonWriter writer, IEnumerable<TItem> items, Action<Utf8JsonWriter, TItem> write)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }
}
