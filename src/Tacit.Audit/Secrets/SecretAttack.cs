namespace Tacit.Audit.Secrets;

/// <summary>A way to learn a secret of one person, of whom other things are known, by counts alone.</summary>
public abstract class SecretAttack
{
    /// <summary>For example <c>differential</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Who described it.</summary>
    public abstract string Source { get; }

    /// <summary>What the attacker asks, and how he decides.</summary>
    public abstract string Game { get; }

    /// <summary>Whether he asks for persons with another value of the secret, too. Then a change of the secret is one person less and one more: bounds are those of two units.</summary>
    public virtual bool AsksBothValues => false;

    /// <summary>Attacks one person: whether the person has the secret, or null where he has no opinion.</summary>
    /// <param name="play">Asks.</param>
    public abstract Task<bool?> GuessAsync(SecretPlay play);
}
