namespace Tacit.Local;

/// <summary>How the second round of <see cref="LongitudinalKind.LGrr"/> and the LOLOHA protocols is solved for the ε of a report. The others have one way.</summary>
public enum Calibration
{
    /// <summary>A report delivers the ε that was asked for: R = ((E∞ + m − 2)E₁ − (m − 1))/(E∞ − E₁), with all paths between the m values.</summary>
    Exact,

    /// <summary>R = (E∞E₁ − 1)/(E∞ − E₁) as published: paths over other values are left out, so that for m &gt; 2 a report delivers less than was asked for, at a larger error. Arcolezi et al. (2022).</summary>
    Published,
}
