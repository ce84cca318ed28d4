using System.Text.Json;
using Tacit.Accounting;

namespace Tacit.Ledgers;

/// <summary>The running totals of an account. A spend is decided on these alone; <c>ledger verify</c> recomputes them from the records.</summary>
public sealed record AccountState
{
    /// <summary>The population's name.</summary>
    public required string Account { get; init; }

    /// <summary>The account of the population, for a cap of an analyst or a purpose; else empty.</summary>
    public string Parent { get; init; } = string.Empty;

    /// <summary>The privacy unit in words; a population with another unit is another population.</summary>
    public required string Unit { get; init; }

    /// <summary>The cap.</summary>
    public required PrivacyBudget Cap { get; init; }

    /// <summary>The rule by which totals are held against the cap, fixed at opening.</summary>
    public PrivacyFilter Filter { get; init; } = PrivacyFilter.PureOrZcdp;

    /// <summary>The period, from 1.</summary>
    public long Period { get; init; } = 1;

    /// <summary>How many entries there are.</summary>
    public long Entries { get; init; }

    /// <summary>Sequence number of the last record of the account.</summary>
    public long Sequence { get; init; }

    /// <summary>Whether nothing may be spent: the ledger is an older copy that was put back, and what was spent after it is not charged yet.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether an older copy of the ledger was put back since the account was opened: what was opened meanwhile is then unknown.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Keyed hash of all the rest: totals that decide a spend are not taken from whoever can write the file.</summary>
    public string Seal { get; init; } = string.Empty;

    /// <summary>Reserved and spent in this period.</summary>
    public Price Spent => InPeriod.Price;

    /// <summary>Reserved and spent since the account was opened.</summary>
    public Price Lifetime => EverSpent.Price;

    /// <summary>The total of this period.</summary>
    public RunningTotal InPeriod { get; init; }

    /// <summary>The total since the account was opened.</summary>
    public RunningTotal EverSpent { get; init; }

    internal BudgetFilter Budget => BudgetFilter.Of(Cap, Filter);

    internal bool Accepts(Charge more) => !IsClosed && Budget.Accepts(InPeriod.Plus(more.Price, more.Divergences));

    /// <summary>What is left in this period, in words.</summary>
    internal string Left => IsClosed ? "nothing: closed, because an older copy of the ledger was put back" : Budget.Left(InPeriod);

    /// <summary>What was spent in this period, in words.</summary>
    internal string SpentText => Budget.Words(new(Spent, InPeriod.Divergences));

    /// <summary>What was spent since the account was opened, in words.</summary>
    internal string LifetimeText => Budget.Words(new(Lifetime, EverSpent.Divergences));

    /// <summary>The state after one more record.</summary>
    /// <exception cref="FormatException">The record cannot follow.</exception>
    public static AccountState After(AccountState? state, LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Next(state, record) with { Sequence = record.Sequence, Seal = string.Empty };
    }

    /// <summary>The states of all accounts that a record changes: its own, and every cap that it falls under.</summary>
    /// <param name="find">The state of an account before the record, or null.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="FormatException">The record cannot follow, or falls under a cap that is not one of its account.</exception>
    public static IReadOnlyList<AccountState> AllAfter(Func<string, AccountState?> find, LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(record);
        var all = new List<AccountState> { After(find(record.Account), record) };
        foreach (var name in record.CapNames)
        {
            var cap = find(name);
            all.Add(cap?.Parent == record.Account && all.TrueForAll(other => other.Account != name)
                ? cap.Next(record) with { Sequence = record.Sequence, Seal = string.Empty }
                : throw new FormatException($"The record falls under '{name}', which is not a cap of '{record.Account}' of its own."));
        }

        return all;
    }

    private static AccountState Next(AccountState? state, LedgerRecord record)
    {
        if (record.Kind == LedgerRecordKind.Opened)
        {
            return state is null
                ? new AccountState { Account = record.Account, Unit = record.Unit, Cap = BudgetText.Read(record.Cap), Filter = PrivacyFilter.Parse(record.Filter), Parent = record.Parent, Period = record.Period }
                : throw new FormatException($"The account '{record.Account}' is opened twice.");
        }

        if (state is null)
        {
            throw new FormatException($"The account '{record.Account}' is used before it is opened.");
        }

        return record.Kind == LedgerRecordKind.Raised ? state with { Cap = BudgetText.Read(record.Cap) } : state.Next(record);
    }

    private AccountState Next(LedgerRecord record) => record.Kind switch
    {
        LedgerRecordKind.Reserved => Plus(record) with { Entries = Entries + 1 },
        LedgerRecordKind.Extended => Plus(record),
        LedgerRecordKind.Void => Minus(record),
        LedgerRecordKind.Restored when record.Closes => this with { IsClosed = true, IsRestored = true },
        LedgerRecordKind.Restored => Plus(record) with { IsClosed = false, IsRestored = true },
        LedgerRecordKind.Renewed => this with { Period = Period + 1, InPeriod = default },
        _ => this,
    };

    /// <summary>The state as canonical JSON.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var w = new Utf8JsonWriter(stream))
        {
            w.WriteStartObject();
            w.WriteString("account", Account);
            if (Parent.Length > 0)
            {
                w.WriteString("parent", Parent);
            }

            w.WriteString("unit", Unit);
            w.WriteString("cap", BudgetText.Write(Cap));
            if (Filter.IsRenyi)
            {
                // Left out for the other rule: the text, and with it the seal, of an account of format 1 stays.
                w.WriteString("filter", Filter.ToString());
            }

            w.WriteNumber("period", Period);
            w.WriteNumber("entries", Entries);
            w.WriteNumber("sequence", Sequence);
            if (IsClosed)
            {
                w.WriteBoolean("closed", true);
            }

            if (IsRestored)
            {
                w.WriteBoolean("restored", true);
            }

            w.WriteString("spent", InPeriod.ToText());
            w.WriteString("lifetime", EverSpent.ToText());
            if (Seal.Length > 0)
            {
                w.WriteString("seal", Seal);
            }

            w.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static AccountState FromJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var e = document.RootElement;
            return new AccountState
            {
                Account = e.GetProperty("account").GetString()!,
                Parent = e.TryGetProperty("parent", out var parent) ? parent.GetString()! : string.Empty,
                Unit = e.GetProperty("unit").GetString()!,
                Cap = BudgetText.Read(e.GetProperty("cap").GetString()!),
                Filter = PrivacyFilter.Parse(e.TryGetProperty("filter", out var filter) ? filter.GetString()! : string.Empty),
                Period = e.GetProperty("period").GetInt64(),
                Entries = e.GetProperty("entries").GetInt64(),
                Sequence = e.GetProperty("sequence").GetInt64(),
                IsClosed = e.TryGetProperty("closed", out var closed) && closed.GetBoolean(),
                IsRestored = e.TryGetProperty("restored", out var restored) && restored.GetBoolean(),
                Seal = e.TryGetProperty("seal", out var seal) ? seal.GetString()! : string.Empty,
                InPeriod = RunningTotal.Parse(e.GetProperty("spent").GetString()!),
                EverSpent = RunningTotal.Parse(e.GetProperty("lifetime").GetString()!),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The account's running totals cannot be read.", e);
        }
    }

    private AccountState Plus(LedgerRecord record)
    {
        CheckOrders(record);
        return this with { InPeriod = InPeriod.Plus(record.Price, record.Divergences), EverSpent = EverSpent.Plus(record.Price, record.Divergences) };
    }

    private AccountState Minus(LedgerRecord record)
    {
        CheckOrders(record);
        return this with
        {
            InPeriod = record.Period == Period ? InPeriod.Minus(record.Price, record.Divergences) : InPeriod,
            EverSpent = EverSpent.Minus(record.Price, record.Divergences),
        };
    }

    // A charge that leaves the divergences out would be free by the rule that decides.
    private void CheckOrders(LedgerRecord record)
    {
        if ((record.Divergences?.Count ?? 0) != Filter.Orders.Count)
        {
            throw new FormatException($"The record charges {record.Divergences?.Count ?? 0} Rényi divergences, and the filter of '{Account}' has {Filter.Orders.Count} orders.");
        }
    }
}
