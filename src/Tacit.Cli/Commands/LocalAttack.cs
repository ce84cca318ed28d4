namespace Tacit.Cli.Commands;

/// <summary>What <c>--attack</c> of <c>tacit audit local</c> takes.</summary>
internal enum LocalAttack
{
    Pairwise,
    Guess,
    Search,
}
