namespace Tacit.Studies;

/// <summary>How large an experiment is.</summary>
public enum StudyScale
{
    /// <summary>At most five seconds: that it runs at all.</summary>
    Smoke = 0,

    /// <summary>At most three minutes on two cores.</summary>
    Small = 1,

    /// <summary>What the page in the documentation is made of.</summary>
    Full = 2,
}
