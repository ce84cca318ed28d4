namespace Tacit.Audit.Secrets;

/// <summary>How a cloning attack looks for values that single out its victim.</summary>
public enum CloningSearch
{
    /// <summary>Tries one choice after another within its budget of questions.</summary>
    Full = 0,

    /// <summary>The same within 32 questions.</summary>
    Fast = 1,

    /// <summary>Takes all known values, of which the last is left out in one of each pair: for a victim who is known to be singled out.</summary>
    None = 2,
}
