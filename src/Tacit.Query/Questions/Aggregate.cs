using System.Globalization;

namespace Tacit.Query;

/// <summary>What is computed for every group.</summary>
internal abstract record Aggregate
{
    public sealed record Count : Aggregate
    {
        public override string ToString() => "count";
    }

    public sealed record Units : Aggregate
    {
        public override string ToString() => "units";
    }

    public sealed record Sum(string Column) : Aggregate
    {
        public override string ToString() => $"sum of {Column}";
    }

    public sealed record Mean(string Column, bool IsRate) : Aggregate
    {
        public override string ToString() => $"{(IsRate ? "rate" : "mean")} of {Column}";
    }

    public sealed record Quantile(string Column, double Q) : Aggregate
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Column} p{(decimal)Q * 100:0.############}");
    }

    public sealed record Histogram(string Column, IReadOnlyList<double> Edges) : Aggregate
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"histogram of {Column} at {string.Join(", ", Edges)}");
    }
}
