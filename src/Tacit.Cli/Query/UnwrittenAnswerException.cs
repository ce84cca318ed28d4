using Tacit.Cli.Output;

namespace Tacit.Cli.Query;

/// <summary>An answer that was paid and could not be written. It is not lost: the ledger holds it.</summary>
internal sealed class UnwrittenAnswerException(string? file, string part, Receipt receipt, Exception reason)
    : TacitException(
        $"{(file is null ? "The answer could not be printed" : $"{file} could not be written")}: {Why(file, part, reason)}. "
        + (receipt.IsRepeated ? $"Nothing was paid: it was the stored answer of entry {Entry(receipt)}. " : $"It was paid all the same: {receipt.Price}, entry {Entry(receipt)}. ")
        + "Ask the same question again, with another --output or without: its stored answer costs nothing.",
        reason)
{
    private static string Entry(Receipt receipt) => receipt.Entry.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // What other errors say may quote what they were about: only their kind is shown.
    private static string Why(string? file, string part, Exception reason) => reason is IOException or UnauthorizedAccessException or TacitException
        ? file is null ? reason.Message.TrimEnd('.') : OutputFile.Told(reason, part, file)
        : reason.GetType().Name;
}
