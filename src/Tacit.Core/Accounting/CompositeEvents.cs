using System.Text.Json;
using Tacit.Numerics;

namespace Tacit.Accounting;

internal sealed class ComposedEvent : PrivacyLoss
{
    private readonly PrivacyLoss[] _events;

    public ComposedEvent(PrivacyLoss[] events)
        : base(Composite.RelationOf(events, "composed"), events) => _events = events;

    public override string Type => "composed";

    public IReadOnlyList<PrivacyLoss> Events => _events;

    public override Price Price() => _events.Aggregate(Accounting.Price.Free, (sum, part) => sum + part.Price());

    internal override Price PriceUnderReplace() =>
        _events.Aggregate(Accounting.Price.Free, (sum, part) => sum + part.PriceUnderReplace());

    internal override IEnumerable<(PrivacyLoss Event, long Count)> Draws() => _events.SelectMany(part => part.Draws());

    private protected override void WriteMembers(Utf8JsonWriter writer) => Composite.WriteEvents(writer, _events);
}

internal sealed class ParallelEvent : PrivacyLoss
{
    private readonly PrivacyLoss[] _events;

    public ParallelEvent(PrivacyLoss[] events)
        : base(Composite.RelationOf(events, "parallel"), events) => _events = events;

    public override string Type => "parallel";

    public IReadOnlyList<PrivacyLoss> Events => _events;

    // McSherry (2009). Under add/remove a unit is in one part. Stated under replace a unit may move between two parts: the two largest add,
    // and parts stated under replace hide what one side costs, so each counts whole.
    public override Price Price() => Relation == Neighbours.AddRemove
        ? _events.Select(part => part.Price()).Aggregate(Accounting.Price.Max)
        : TwoLargest(_events.Select(part => part.Price()));

    // The unit stays (a part's own replace price) or moves (the two largest add/remove prices compose).
    internal override Price PriceUnderReplace() => Accounting.Price.Max(
        _events.Select(part => part.PriceUnderReplace()).Aggregate(Accounting.Price.Max),
        TwoLargest(_events.Select(part => part.Price())));

    internal override IEnumerable<(PrivacyLoss Event, long Count)> Draws() => _events.SelectMany(part => part.Draws());

    private protected override void WriteMembers(Utf8JsonWriter writer) => Composite.WriteEvents(writer, _events);

    // Per currency, the sum of the two largest: never below the composition of any two parts.
    private static Price TwoLargest(IEnumerable<Price> prices)
    {
        var all = prices.ToArray();
        return new(
            Sum(all.Select(p => p.Epsilon)), Sum(all.Select(p => p.Rho)), Sum(all.Select(p => (Rational?)p.Delta))!.Value, Sum(all.Select(p => p.MuSquared)));

        static Rational? Sum(IEnumerable<Rational?> values)
        {
            var list = values.ToArray();
            return list.Any(v => v is null) ? null : list.Select(v => v!.Value).OrderDescending().Take(2).Aggregate(Rational.Zero, (a, b) => a + b);
        }
    }
}

internal sealed class RepeatedEvent : PrivacyLoss
{
    private readonly long _count;
    private readonly PrivacyLoss _event;

    public RepeatedEvent(long count, PrivacyLoss inner)
        : base(inner.Relation, inner)
    {
        _count = count >= 1 ? count : throw new BadInputException($"An event is repeated at least once, but the count was {count}.");
        _event = inner;
    }

    public override string Type => "repeated";

    public long Count => _count;

    public PrivacyLoss Event => _event;

    public override Price Price() => _event.Price().Times(_count);

    internal override Price PriceUnderReplace() => _event.PriceUnderReplace().Times(_count);

    internal override IEnumerable<(PrivacyLoss Event, long Count)> Draws() => _event.Draws().Select(d => (d.Event, checked(d.Count * _count)));

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("count", _count);
        Composite.WriteEvent(writer, _event);
    }
}

internal sealed class PoissonSampledEvent(Rational rate, PrivacyLoss inner) : PrivacyLoss(inner.Relation, inner)
{
    public override string Type => "poissonSampled";

    public Rational Rate => rate;

    public PrivacyLoss Event => inner;

    public override Price Price() => throw new UnpricedLossException("'poissonSampled' (Rényi and loss-distribution accounting price it)");

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "rate", rate);
        Composite.WriteEvent(writer, inner);
    }
}

internal sealed class SampledWithoutReplacementEvent : PrivacyLoss
{
    private readonly long _size;
    private readonly long _total;
    private readonly PrivacyLoss _event;

    public SampledWithoutReplacementEvent(long size, long total, PrivacyLoss inner)
        : base(Neighbours.Replace, inner)
    {
        if (size < 1 || size > total)
        {
            throw new BadInputException($"A sample without replacement takes 1 to all of the units, but was {size} of {total}.");
        }

        if (inner.Relation != Neighbours.Replace)
        {
            throw new BadInputException("Sampling without replacement needs a loss stated under the replace relation: never mix sampling scheme and relation.");
        }

        _size = size;
        _total = total;
        _event = inner;
    }

    public override string Type => "sampledWithoutReplacement";

    public Rational Rate => new(_size, _total);

    public PrivacyLoss Event => _event;

    public override Price Price() => throw new UnpricedLossException("'sampledWithoutReplacement' (Rényi and loss-distribution accounting price it)");

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("size", _size);
        writer.WriteNumber("total", _total);
        Composite.WriteEvent(writer, _event);
    }
}

internal static class Composite
{
    public static Neighbours RelationOf(PrivacyLoss[] events, string type)
    {
        if (events.Length == 0)
        {
            throw new BadInputException($"A '{type}' loss needs at least one event.");
        }

        return events.All(e => e.Relation == events[0].Relation)
            ? events[0].Relation
            : throw new BadInputException($"All events of a '{type}' loss must be stated under one relation; price them apart or restate them.");
    }

    public static void WriteEvents(Utf8JsonWriter writer, PrivacyLoss[] events)
    {
        writer.WriteStartArray("events");
        foreach (var part in events)
        {
            part.Write(writer);
        }

        writer.WriteEndArray();
    }

    public static void WriteEvent(Utf8JsonWriter writer, PrivacyLoss inner)
    {
        writer.WritePropertyName("event");
        inner.Write(writer);
    }
}
