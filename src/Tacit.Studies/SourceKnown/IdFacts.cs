using System.Runtime.InteropServices;

namespace Tacit.Studies.SourceKnown;

/// <summary>What an identifier says of where it comes from; null where it does not.</summary>
/// <param name="Time">When it was made, to the format's unit.</param>
/// <param name="App">The application.</param>
/// <param name="Instance">The instance of the application.</param>
/// <param name="Sequence">Its place among those of its generator and unit of time.</param>
/// <param name="Type">The kind of thing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IdFacts(DateTimeOffset? Time, int? App = null, int? Instance = null, int? Sequence = null, byte? Type = null)
{
    /// <summary>The five facts, of which each is told or not.</summary>
    public const int Count = 5;

    /// <summary>Which of the facts agree with the truth, in their order.</summary>
    public bool Agrees(in IdFacts truth, int fact) => fact switch
    {
        0 => Time is not null && Time == truth.Time,
        1 => App is not null && App == truth.App,
        2 => Instance is not null && Instance == truth.Instance,
        3 => Sequence is not null && Sequence == truth.Sequence,
        _ => Type is not null && Type == truth.Type,
    };
}
