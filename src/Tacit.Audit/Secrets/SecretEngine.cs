namespace Tacit.Audit.Secrets;

/// <summary>What attacks on secrets are played against.</summary>
public enum SecretEngine
{
    /// <summary>An engine whose noise sticks to questions and persons, made to be attacked.</summary>
    Sticky = 0,

    /// <summary>Tacit, through its public API, with a ledger on disk for every game.</summary>
    Tacit = 1,
}
