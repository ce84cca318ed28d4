namespace Tacit.Studies;

/// <summary>Whether a study can be run.</summary>
public enum StudyState
{
    /// <summary>Not built yet.</summary>
    Planned = 0,

    /// <summary>Built.</summary>
    Built = 1,
}
