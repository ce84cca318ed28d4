namespace Tacit.Data;

/// <summary>One data set of the catalogue.</summary>
/// <param name="Name">Its name in commands.</param>
/// <param name="Title">What it is.</param>
/// <param name="Licence">SPDX name of the licence.</param>
/// <param name="Citation">How to cite it.</param>
/// <param name="PrivacyUnit">Whose presence is protected.</param>
/// <param name="Tables">Its files.</param>
/// <param name="Sources">Where it comes from, in the order in which they are tried.</param>
public sealed record CatalogueEntry(
    string Name, string Title, string Licence, string Citation, CatalogueUnit PrivacyUnit, IReadOnlyList<CatalogueTable> Tables, IReadOnlyList<CatalogueSource> Sources);

/// <summary>The privacy unit of a data set.</summary>
/// <param name="Name">What one unit is called.</param>
/// <param name="Column">The column that identifies it in every table.</param>
public sealed record CatalogueUnit(string Name, string Column);

/// <summary>One file of a data set. Its size and row count are public for these published data sets.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="File">The file's name.</param>
/// <param name="Sha256">Hash of the file.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">The columns.</param>
public sealed record CatalogueTable(string Name, string File, string Sha256, long Bytes, long Rows, IReadOnlyList<CatalogueColumn> Columns);

/// <summary>One column of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its SQL type.</param>
public sealed record CatalogueColumn(string Name, string Type);

/// <summary>One place that a data set comes from.</summary>
/// <param name="Kind"><c>bundled</c>, <c>debian</c> or <c>url</c>.</param>
/// <param name="Path">Folder beside the catalogue, for bundled files.</param>
/// <param name="Package">Package, for Debian.</param>
/// <param name="Url">Address, for the web.</param>
public sealed record CatalogueSource(string Kind, string? Path = null, string? Package = null, string? Url = null);
