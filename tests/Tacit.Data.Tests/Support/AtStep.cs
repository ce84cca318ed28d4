namespace Tacit.Data.Tests;

/// <summary>Does something when a step is reported.</summary>
internal sealed class AtStep(string step, Action act) : IProgress<string>
{
    public void Report(string value)
    {
        if (value == step)
        {
            act();
        }
    }
}
