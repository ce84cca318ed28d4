namespace Tacit.Local;

/// <summary>Users who have a number.</summary>
internal sealed class NumberPart(NumberClient client, IReadOnlyList<double> numbers) : SimulatedPart
{
    public override void Write(long user, int round, Span<byte> report) => client.Randomize(numbers[(int)user], report);
}
