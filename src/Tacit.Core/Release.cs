using System.Globalization;

namespace Tacit;

/// <summary>An immutable answer with its receipts. Made by Core alone; what is computed from it keeps them.</summary>
/// <typeparam name="T">The answer.</typeparam>
public sealed class Release<T>
{
    internal Release(T value, Receipt receipt)
    {
        Value = value;
        Receipt = receipt;
    }

    /// <summary>The answer.</summary>
    public T Value { get; }

    /// <summary>The receipts.</summary>
    public Receipt Receipt { get; }

    /// <summary>Post-processing: a function of the answer costs nothing and keeps the receipts.</summary>
    public Release<TOut> Select<TOut>(Func<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function(Value), Receipt);
    }

    /// <summary>The same answer described by another mechanism text; no receipt is lost.</summary>
    public Release<T> With(string mechanism) => new(Value, Receipt with { Mechanism = mechanism });

    /// <summary>The answer, the price and what is left.</summary>
    public override string ToString()
    {
        var paid = Receipt.IsRepeated ? "stored answer, paid nothing" : "paid " + Receipt.Price;
        var marker = Receipt.IsPrivate ? string.Empty : "   SIMULATED: NOT PRIVATE";
        return string.Create(CultureInfo.InvariantCulture, $"{Value}{Environment.NewLine}{paid}   entry {Receipt.Entry}   left {Receipt.Left}{marker}");
    }
}
