using System.Globalization;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>Writes relations as text: <see cref="RelationPrinter"/> what is run, <see cref="MeantRelations"/> what that is compared with.</summary>
internal abstract class RelationWriter
{
    private int _aliases;

    protected RelationWriter(Dialect dialect) => Scalars = new ScalarPrinter(dialect, Units);

    public ScalarPrinter Scalars { get; }

    public abstract Block Print(Relation relation);

    /// <summary>The select of the units that have a row.</summary>
    public abstract string Units(Relation relation);

    /// <summary>The same with every column a name, so that expressions may repeat it.</summary>
    public abstract Block Named(Block block);

    /// <summary>The same with these numbers computed once, below: what aggregates them names them several times.</summary>
    public abstract Block Computed(Block block, IReadOnlyList<Scalar> numbers);

    // No two sources of a statement have one name.
    protected string Alias() => string.Create(CultureInfo.InvariantCulture, $"a{_aliases++}");
}
