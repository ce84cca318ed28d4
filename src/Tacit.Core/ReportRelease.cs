namespace Tacit;

/// <summary>Releases of what was private before it arrived: counts of reports that devices had randomized themselves. Post-processing: no budget is asked and no ledger written.</summary>
public static class ReportRelease
{
    /// <summary>An answer that was computed from such reports alone.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="value">The answer.</param>
    /// <param name="loss">What a device has paid for its reports.</param>
    /// <param name="price">The same in words, for example <c>ε = 1 for each report</c>.</param>
    /// <param name="collection">What the reports were made for.</param>
    /// <param name="mechanism">How they were randomized, in words.</param>
    public static Release<T> Of<T>(T value, PrivacyLoss loss, string price, string collection, string mechanism)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentException.ThrowIfNullOrEmpty(price);
        ArgumentException.ThrowIfNullOrEmpty(collection);
        ArgumentException.ThrowIfNullOrEmpty(mechanism);
        return new(value, new Receipt
        {
            Loss = loss,
            Price = $"{price}; paid on the device",
            Unit = PrivacyUnit.Client("installation").Under(Neighbours.Replace),
            Trust = "local: nobody is trusted but the device that made a report, and its randomness",
            Mechanism = mechanism,
            Randomness = "of the devices",
            LedgerId = "each device's own",
            Account = collection,
            Entry = 0,
            Sequence = 0,
            Head = string.Empty,
            Left = "known to each device",
            IsPrivate = true,
            IsRepeated = false,
        });
    }
}
