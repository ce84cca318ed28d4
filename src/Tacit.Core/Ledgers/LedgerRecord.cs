using System.Text.Json;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>The states of an entry and the acts of an owner. A change of state is a new record.</summary>
public enum LedgerRecordKind
{
    /// <summary>An account was opened with its cap and filter.</summary>
    Opened = 0,

    /// <summary>A price is set aside. Not yet spent: it may become void.</summary>
    Reserved = 1,

    /// <summary>The data is about to be read. Spent for ever.</summary>
    Touched = 2,

    /// <summary>A long run set a further price aside.</summary>
    Extended = 3,

    /// <summary>The answer is stored.</summary>
    Settled = 4,

    /// <summary>The reservation ended untouched; its price is free again.</summary>
    Void = 5,

    /// <summary>The owner changed the cap.</summary>
    Raised = 6,

    /// <summary>The owner began a new period: the spend of the period starts again, the lifetime spend goes on.</summary>
    Renewed = 7,

    /// <summary>The ledger is an older copy that was put back: what is known to have been spent after it is charged, or the account is closed to spending.</summary>
    Restored = 8,
}

/// <summary>One record of a ledger: append-only, numbered, chained to the one before by a keyed hash.</summary>
public sealed record LedgerRecord
{
    /// <summary>The newest format that this version reads and writes.</summary>
    public const int CurrentFormat = 3;

    // What the version before reads stays readable for it.
    private const int UsualFormat = 2;

    /// <summary>The format of the record. Format 1 had no filters to choose from and no divergences; format 3 is that of <see cref="LedgerRecordKind.Restored"/> alone.</summary>
    public int Format { get; init; } = UsualFormat;

    /// <summary>Number in the whole ledger, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The account: the population's name.</summary>
    public required string Account { get; init; }

    /// <summary>Number of the entry in the account, from 1; 0 for acts on the account itself.</summary>
    public required long Entry { get; init; }

    /// <summary>What happened.</summary>
    public required LedgerRecordKind Kind { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The mechanism, or the owner's reason.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Keyed hash of the canonical plan, or empty where an answer is not to be found again.</summary>
    public string PlanHash { get; init; } = string.Empty;

    /// <summary>The loss as canonical JSON, for reservations and extensions, and for what an extended run settled.</summary>
    public string Loss { get; init; } = string.Empty;

    /// <summary>The price that this record adds (reserved, extended) or frees (void), or that was paid by a run that ended early (settled).</summary>
    public Price Price { get; init; } = Price.Free;

    /// <summary>The Rényi divergences that this record adds or frees, where the account's filter adds those.</summary>
    public RenyiDivergences? Divergences { get; init; }

    /// <summary>The filter, for opened; empty in format 1, which had one.</summary>
    public string Filter { get; init; } = string.Empty;

    /// <summary>The cap after this record, for opened and raised.</summary>
    public string Cap { get; init; } = string.Empty;

    /// <summary>The privacy unit, for opened.</summary>
    public string Unit { get; init; } = string.Empty;

    /// <summary>The period of the account that the record belongs to, from 1.</summary>
    public long Period { get; init; } = 1;

    /// <summary>The account that a cap for an analyst or a purpose is part of, for opened; else empty.</summary>
    public string Parent { get; init; } = string.Empty;

    /// <summary>The caps that the record falls under beside that of its account, with <c>;</c> between them: what it adds or frees counts in each. Empty for most.</summary>
    public string Caps { get; init; } = string.Empty;

    /// <summary>Whether the account is closed to spending from here on, for restored; one that charges opens it again.</summary>
    public bool Closes { get; init; }

    /// <summary>The newest record that is known to have been lost, for restored; else the default.</summary>
    public LedgerHead Lost { get; init; }

    /// <summary>The process that holds a reservation.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Until when an untouched reservation holds.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>The sealed answer, for settled.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>Keyed hash of the record before; zeros for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>Keyed hash of this record.</summary>
    public required string Hash { get; init; }

    internal Charge Charge => new(Price, Divergences);

    internal IEnumerable<string> CapNames => Caps.Split(';', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The canonical bytes that the hash covers, with the hash of the answer in place of the answer.</summary>
    public byte[] Body()
    {
        using var stream = new MemoryStream();
        using (var w = new Utf8JsonWriter(stream))
        {
            w.WriteStartObject();
            w.WriteNumber("format", Format);
            w.WriteNumber("sequence", Sequence);
            w.WriteString("account", Account);
            w.WriteNumber("entry", Entry);
            w.WriteString("kind", Kind.ToString());
            w.WriteString("time", Time.UtcDateTime);
            w.WriteNumber("period", Period);
            Optional(w, "text", Text);
            Optional(w, "planHash", PlanHash);
            Optional(w, "loss", Loss);
            if (Price != Price.Free || Divergences is not null)
            {
                w.WriteStartObject("price");
                Optional(w, "epsilon", Price.Epsilon?.ToString() ?? string.Empty);
                Optional(w, "rho", Price.Rho?.ToString() ?? string.Empty);
                w.WriteString("delta", Price.Delta.ToString());
                Optional(w, "renyi", Divergences?.ToText() ?? string.Empty);
                w.WriteEndObject();
            }

            Optional(w, "cap", Cap);
            Optional(w, "filter", Filter);
            Optional(w, "unit", Unit);
            Optional(w, "parent", Parent);
            Optional(w, "caps", Caps);
            if (Kind == LedgerRecordKind.Restored)
            {
                w.WriteBoolean("closes", Closes);
                w.WriteNumber("lostSequence", Lost.Sequence);
                w.WriteString("lostHead", Lost.Hash);
            }

            Optional(w, "owner", Owner);
            if (LeaseUntil != default)
            {
                w.WriteString("leaseUntil", LeaseUntil.UtcDateTime);
            }

            if (!Answer.IsEmpty)
            {
                w.WriteString("answerHash", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Answer.Span)));
            }

            w.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads a record from its stored parts. Nothing is trusted before the chain is verified.</summary>
    /// <exception cref="FormatException">The body is not a record of a format that this version knows.</exception>
    public static LedgerRecord FromBody(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> answer, string previousHash, string hash)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var e = document.RootElement;
            var format = e.GetProperty("format").GetInt32();
            if (format is < 1 or > CurrentFormat)
            {
                throw new FormatException($"The record has format {format}; this version reads formats 1 to {CurrentFormat}. Update Tacit.");
            }

            return new LedgerRecord
            {
                Format = format,
                Sequence = e.GetProperty("sequence").GetInt64(),
                Account = e.GetProperty("account").GetString()!,
                Entry = e.GetProperty("entry").GetInt64(),
                Kind = Enum.Parse<LedgerRecordKind>(e.GetProperty("kind").GetString()!),
                Time = e.GetProperty("time").GetDateTimeOffset(),
                Period = e.GetProperty("period").GetInt64(),
                Text = Read(e, "text"),
                PlanHash = Read(e, "planHash"),
                Loss = Read(e, "loss"),
                Price = e.TryGetProperty("price", out var price)
                    ? new Price(ReadRational(price, "epsilon"), ReadRational(price, "rho"), Rational.Parse(Read(price, "delta")), null)
                    : Price.Free,
                Divergences = price.ValueKind == JsonValueKind.Object && Read(price, "renyi") is { Length: > 0 } renyi ? RenyiDivergences.Parse(renyi) : null,
                Cap = Read(e, "cap"),
                Filter = Read(e, "filter"),
                Unit = Read(e, "unit"),
                Parent = Read(e, "parent"),
                Caps = Read(e, "caps"),
                Closes = e.TryGetProperty("closes", out var closes) && closes.GetBoolean(),
                Lost = e.TryGetProperty("lostSequence", out var lost) ? new(lost.GetInt64(), Read(e, "lostHead")) : default,
                Owner = Read(e, "owner"),
                LeaseUntil = e.TryGetProperty("leaseUntil", out var lease) ? lease.GetDateTimeOffset() : default,
                Answer = answer,
                PreviousHash = previousHash,
                Hash = hash,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("The record cannot be read: it was damaged or written by something else.", e);
        }
    }

    private static void Optional(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private static string Read(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? string.Empty : string.Empty;

    private static Rational? ReadRational(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Rational.Parse(value.GetString()!) : null;
}
