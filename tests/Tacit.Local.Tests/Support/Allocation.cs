namespace Tacit.Local.Tests.Support;

/// <summary>What code allocates each time that it runs.</summary>
internal static class Allocation
{
    /// <summary>The least of five runs on this thread: the runtime may allocate once of its own, while it compiles code anew.</summary>
    public static long Least(Action run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
