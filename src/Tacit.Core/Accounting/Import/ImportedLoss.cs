using System.Text.Json;
using Tacit.Numerics;

namespace Tacit.Accounting.Import;

/// <summary>Losses from what other libraries write down.</summary>
public static class ImportedLoss
{
    /// <summary>
    /// Reads an event of Google's dp_accounting as Python prints it, for example
    /// <c>SelfComposedDpEvent(event=PoissonSampledDpEvent(sampling_probability=0.01, event=GaussianDpEvent(noise_multiplier=1.1)), count=1000)</c>.
    /// </summary>
    /// <remarks>
    /// Its noise multipliers are relative to the norm bound of one record, which is the add/remove sensitivity. A sample without replacement is an event
    /// under replace, so the noise inside is restated relative to twice the bound.
    /// </remarks>
    /// <exception cref="FormatException">The text is no such event, or an event that Tacit does not know; the message names it.</exception>
    public static PrivacyLoss FromDpAccounting(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return DpAccountingEvents.Loss(PythonReader.Read(text));
        }
        catch (BadInputException e)
        {
            throw new FormatException($"The event has a value out of range. {e.Message}", e);
        }
    }

    /// <summary>Reads the state of an Opacus accountant: JSON with <c>history</c>, a list of (noise multiplier, sampling rate, steps).</summary>
    /// <exception cref="FormatException">The text is no such state.</exception>
    public static PrivacyLoss FromOpacus(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            var history = document.RootElement.GetProperty("history");
            return PrivacyLoss.Composed(history.EnumerateArray().Select(step =>
            {
                var sampled = PrivacyLoss.Gaussian(Number(step[0])).PoissonSampled(Number(step[1]));
                return sampled.Repeat(step[2].GetInt64());
            }).ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new FormatException("The text is not the state of an Opacus accountant: an object with 'history', a list of [noise multiplier, sampling rate, steps].", e);
        }
        catch (BadInputException e)
        {
            throw new FormatException($"The history has a value out of range. {e.Message}", e);
        }
    }

    private static Rational Number(JsonElement element) => Rational.Parse(element.GetRawText());
}
