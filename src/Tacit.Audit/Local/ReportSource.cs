using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Local;

/// <summary>What is audited: reports of new users, each of whom has one of two inputs. What an input is, a value, a tuple, a history, is the source's own business.</summary>
/// <remarks>
/// Every trial must be a new user, with memory, seeds and cohort of its own: trials that share any of it depend on each other, and no bound holds.
/// </remarks>
public abstract class ReportSource
{
    /// <summary>A source.</summary>
    /// <param name="name">What is audited, in words.</param>
    /// <param name="inputs">The two inputs, in words.</param>
    /// <param name="claim">What it says of itself.</param>
    protected ReportSource(string name, string inputs, LocalClaim claim)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(claim);
        (Name, Inputs, Claim) = (name, inputs, claim);
    }

    /// <summary>What is audited, in words.</summary>
    public string Name { get; }

    /// <summary>The two inputs, in words.</summary>
    public string Inputs { get; }

    /// <summary>What it says of itself.</summary>
    public LocalClaim Claim { get; }

    /// <summary>Whether several threads may draw at once.</summary>
    public virtual bool IsParallel => true;

    /// <summary>Gives the reports of so many new users, all of them with the first or all with the second input, one user after another.</summary>
    /// <param name="second">Which input they have.</param>
    /// <param name="users">How many.</param>
    /// <param name="seed">Where they take their randomness from: no two calls get the same.</param>
    /// <param name="take">Takes the reports of one user, one after another without anything between. They are gone when it returns.</param>
    public abstract void Draw(bool second, int users, ulong seed, Action<ReadOnlySpan<byte>> take);

    /// <summary>Called once after the last draw of an audit that went well: what then turns out to be wrong is an error of the audit.</summary>
    protected internal virtual void Finish()
    {
    }

    /// <summary>One report of each user of a protocol, of one value or another.</summary>
    /// <param name="oracle">The protocol.</param>
    /// <param name="first">One value.</param>
    /// <param name="second">The other; the last of the domain if null.</param>
    /// <exception cref="BadInputException">The values are not two of the domain.</exception>
    public static ReportSource Of(FrequencyOracle oracle, int first = 0, int? second = null)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        return Of(seed => oracle.Client(LocalRandomness.Seeded(seed)), first, second);
    }

    /// <summary>One report of each user of a client, of one value or another.</summary>
    /// <param name="client">Makes a client that draws from a seed; called once for each few thousand users, from several threads at once.</param>
    /// <param name="first">One value.</param>
    /// <param name="second">The other; the last of the domain if null.</param>
    /// <exception cref="BadInputException">The values are not two of the domain.</exception>
    public static ReportSource Of(Func<ulong, ILocalRandomizer> client, int first = 0, int? second = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new RandomizerSource(client, isParallel: true, [first], second is { } value ? [value] : null, null);
    }

    /// <summary>One report of each user of a randomizer that takes its randomness elsewhere: it is called from one thread, and the seed does not repeat it.</summary>
    /// <param name="randomizer">The randomizer.</param>
    /// <param name="first">One value.</param>
    /// <param name="second">The other; the last of the domain if null.</param>
    /// <exception cref="BadInputException">The values are not two of the domain.</exception>
    public static ReportSource Of(ILocalRandomizer randomizer, int first = 0, int? second = null)
    {
        ArgumentNullException.ThrowIfNull(randomizer);
        return new RandomizerSource(_ => randomizer, isParallel: false, [first], second is { } value ? [value] : null, null);
    }

    /// <summary>Several reports of each user, whose value changes as a history says.</summary>
    /// <param name="client">Makes a client that draws from a seed; a user is its <see cref="ILocalRandomizer.NewUser"/>. Called from several threads at once.</param>
    /// <param name="first">The values of one user, in order.</param>
    /// <param name="second">Those of the other, as many.</param>
    /// <param name="claim">What is claimed of such a pair of histories; what the client says of one report if null.</param>
    /// <exception cref="BadInputException">The histories are empty, alike, not equally long, or leave the domain.</exception>
    public static ReportSource OfHistories(Func<ulong, ILocalRandomizer> client, IReadOnlyList<int> first, IReadOnlyList<int> second, LocalClaim? claim = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new RandomizerSource(client, isParallel: true, [.. first], [.. second], claim);
    }

    /// <summary>The same for devices that remember: memory and noise of a device come from one stream, as two of the same seed would be the same noise twice.</summary>
    /// <param name="protocol">How they report.</param>
    /// <param name="first">The values of one user, in order.</param>
    /// <param name="second">Those of the other, as many.</param>
    /// <param name="claim">What is claimed of such a pair of histories; what the client says of one report if null.</param>
    /// <exception cref="BadInputException">The histories are empty, alike, not equally long, or leave the domain.</exception>
    public static ReportSource OfHistories(LongitudinalProtocol protocol, IReadOnlyList<int> first, IReadOnlyList<int> second, LocalClaim? claim = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return OfHistories(
            seed =>
            {
                var random = LocalRandomness.Seeded(seed);
                return protocol.Client(new MemoryMemoStore(random), protocol.Id, random);
            },
            first,
            second,
            claim);
    }

    /// <summary>One report of each user of a tuple: all first values against all last ones. The advertised ε is the nominal one, and the tight one that of the tuple.</summary>
    /// <param name="protocol">How tuples are reported.</param>
    public static ReportSource Of(TupleProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return new TupleSource(protocol);
    }

    /// <summary>Anything that a function reports of an input: a tuple, a history, a mechanism of your own.</summary>
    /// <param name="name">What is audited, in words.</param>
    /// <param name="claim">What it says of itself for these inputs.</param>
    /// <param name="first">One input.</param>
    /// <param name="second">The other.</param>
    /// <param name="user">The reports of a new user with an input, who takes all randomness from the source. Called from several threads at once.</param>
    /// <typeparam name="T">The kind of input.</typeparam>
    public static ReportSource Of<T>(string name, LocalClaim claim, T first, T second, Func<T, RandomSource, byte[]> user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new FunctionSource<T>(name, claim, first, second, user);
    }
}
