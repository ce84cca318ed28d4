using Tacit.Identity;
using Tacit.Tests.Support;

namespace Tacit.Data.Tests;

/// <summary>A folder, a ring and a generator of subjects' keys for one test.</summary>
internal sealed class PseudonymHome : IDisposable
{
    private readonly FileInstanceLease _instance;

    public PseudonymHome()
    {
        _instance = new(Scratch.PathOf("instance"), 127, 0);
        Generator = new(_instance);
    }

    public Scratch Scratch { get; } = new();

    public IdentityKeyRing Ring { get; } = IdentityKeyRing.Create();

    public SkidGenerator Generator { get; }

    public void Dispose()
    {
        _instance.Dispose();
        Ring.Dispose();
        Scratch.Dispose();
    }
}
