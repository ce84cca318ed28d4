namespace Tacit.Local;

/// <summary>Users who have a word.</summary>
internal sealed class WordPart(HeavyHitterClient client, IReadOnlyList<string> words, IReadOnlyList<long> users) : SimulatedPart
{
    private readonly ValueCursor _values = new(users);

    public override void Write(long user, int round, Span<byte> report) => client.Randomize(words[_values.Of(user)], report);
}
