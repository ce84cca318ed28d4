using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tacit.Studies;

/// <summary>Finished seeds of a study in a folder, one file each. Another experiment, other predicates or another version are another study.</summary>
internal sealed class KeptRuns(string folder, IStudy study, StudyScale scale)
{
    private readonly string _what = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{study.Id}\n{scale}\n{study.Experiment}\n{string.Join("\n", study.Predicates)}\n{study.GetType().Module.ModuleVersionId}")))[..16];

    public StudyRun? Find(ulong seed)
    {
        try
        {
            return File.Exists(PathOf(seed)) ? StudyJson.ReadRun(File.ReadAllBytes(PathOf(seed))) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadInputException)
        {
            // What cannot be read is run again.
            return null;
        }
    }

    public void Keep(StudyRun run)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(PathOf(run.Seed), StudyJson.Write(run));
    }

    private string PathOf(ulong seed) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{study.Id}.{scale.ToString().ToLowerInvariant()}.{_what}.seed-{seed}.json"));
}
