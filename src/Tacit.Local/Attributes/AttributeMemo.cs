using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The part of a device's memo that belongs to one attribute of a collection: the same protocol for another attribute, or in a collection of its own, has other answers.</summary>
internal sealed class AttributeMemo(IMemoStore store, string collection, string attribute) : IMemoStore
{
    public byte[] Answer(MemoCell cell, Rational price, int size, MemoDraw draw) => store.Answer(new(collection, cell.Name, attribute), price, size, draw);
}
