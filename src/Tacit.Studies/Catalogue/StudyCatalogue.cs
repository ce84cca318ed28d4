using System.Text.Json;

namespace Tacit.Studies;

/// <summary>All studies: those that run, and those that are planned.</summary>
public static class StudyCatalogue
{
    private static readonly Dictionary<string, IStudy> Built = new IStudy[]
    {
        new DiffixAttackStudy(), new LdpAuditorStudy(), new LdpFrequenciesStudy(), new MedicalDpReviewStudy(), new RobustToPrivateStudy(), new Similarity.PrivateSimilarityStudy(), new SourceKnown.SkidStudy(),
    }.ToDictionary(s => s.Id, StringComparer.Ordinal);

    /// <summary>The entries, in the order of rooms.</summary>
    public static IReadOnlyList<StudyEntry> All { get; } = Read();

    /// <summary>The study of a name.</summary>
    /// <param name="id">The name.</param>
    /// <exception cref="BadInputException">There is none, or it is planned.</exception>
    public static IStudy Find(string id) => EntryOf(id) is { State: StudyState.Built } entry
        ? Built[entry.Id]
        : throw new BadInputException($"The study '{id}' is planned and cannot be run yet. These can: {string.Join(", ", All.Where(e => e.State == StudyState.Built).Select(e => e.Id))}.");

    /// <summary>The entry of a name.</summary>
    /// <param name="id">The name.</param>
    /// <exception cref="BadInputException">There is none.</exception>
    public static StudyEntry EntryOf(string id) => All.FirstOrDefault(e => e.Id == id)
        ?? throw new BadInputException($"There is no study '{id}'. `tacit study list` has them all.");

    /// <summary>The entry of a study; of one that is not in the catalogue, one made of what it says of itself.</summary>
    /// <param name="study">The study.</param>
    public static StudyEntry EntryOf(IStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return All.FirstOrDefault(e => e.Id == study.Id) ?? new(study.Id, study.Id, "elsewhere", study.Experiment, StudyState.Built);
    }

    /// <summary>What a study says of its outcome, or null.</summary>
    /// <param name="id">The name.</param>
    internal static string? RemarksOf(string id) => Built.TryGetValue(id, out var study) ? study.Remarks : null;

    /// <summary>The result of the last full run, whose page is in the documentation; null where there was none.</summary>
    /// <param name="id">The name.</param>
    public static StudyResult? LastFullRun(string id)
    {
        using var stream = typeof(StudyCatalogue).Assembly.GetManifestResourceStream($"results/{id}.json");
        if (stream is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return StudyJson.Read(bytes.ToArray());
    }

    private static List<StudyEntry> Read()
    {
        using var stream = typeof(StudyCatalogue).Assembly.GetManifestResourceStream("papers.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(p => new StudyEntry(Text(p, "id"), Text(p, "title"), Text(p, "room"), Text(p, "claim"), Built.ContainsKey(Text(p, "id")) ? StudyState.Built : StudyState.Planned))];

        static string Text(JsonElement paper, string name) => paper.GetProperty(name).GetString()!;
    }
}
