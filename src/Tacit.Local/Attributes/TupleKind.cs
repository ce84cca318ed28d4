namespace Tacit.Local;

/// <summary>How a tuple of several attributes is reported.</summary>
/// <remarks>
/// With d attributes and E = e^ε. Sources: Arcolezi, Couchot, Al Bouna and Xiao, "Random sampling plus fake data" (2021);
/// Arcolezi, Gambs, Couchot and Palamidessi, "On the risks of collecting multidimensional data under local differential privacy" (2023), for priors.
/// </remarks>
public enum TupleKind
{
    /// <summary><c>spl</c>: every attribute at ε/d. A tuple pays ε.</summary>
    Split,

    /// <summary><c>smp</c>: one attribute, drawn and named, at ε. A tuple pays ε. The least error for what is paid.</summary>
    Sampled,

    /// <summary><c>rsfd-grr</c>: one secret attribute by randomized response, uniform values for the others. A tuple pays ln(d(E − 1) + 1).</summary>
    FakeGrr,

    /// <summary><c>rsfd-sue-z</c>: the same with symmetric unary encoding; the others are noise on no value at all, which betrays most which attribute is real.</summary>
    FakeSueZero,

    /// <summary><c>rsfd-oue-z</c>: the same with optimized unary encoding and noise on no value.</summary>
    FakeOueZero,

    /// <summary><c>rsfd-sue-r</c>: symmetric unary encoding; the others are noise on uniform values.</summary>
    FakeSueRandom,

    /// <summary><c>rsfd-oue-r</c>: optimized unary encoding; the others are noise on uniform values.</summary>
    FakeOueRandom,

    /// <summary><c>rsrfd-grr</c>: <see cref="FakeGrr"/> with values drawn from a public prior of each attribute. Hides better which attribute is real, and protects a single attribute less.</summary>
    PriorGrr,

    /// <summary><c>rsrfd-oue-r</c>: <see cref="FakeOueRandom"/> with values drawn from a public prior of each attribute.</summary>
    PriorOueRandom,
}
