using System.Text;
using Spectre.Console;

namespace Tacit.Cli.Tests.Support;

/// <summary>The command in the process of the tests: most of what a short command takes is to start. One at a time, since the current folder is the process's.</summary>
internal static class Here
{
    private static readonly SemaphoreSlim Turn = new(1);
    private static readonly Routed Output = new(Console.Out);
    private static readonly Routed Error = new(Console.Error);

    static Here()
    {
        Console.SetOut(Output);
        Console.SetError(Error);
    }

    public static async Task<Said> RunAsync(string folder, string[] arguments)
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        var (before, console) = (Environment.CurrentDirectory, AnsiConsole.Console);
        using var output = new StringWriter();
        using var error = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            var exit = await Task.Run(() =>
            {
                Output.Here = output;
                Error.Here = error;
                AnsiConsole.Console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(output) });
                AnsiConsole.Console.Profile.Width = 100_000;
                return (int)typeof(Tacit.Cli.Output.OutputFile).Assembly.EntryPoint!.Invoke(null, [arguments])!;
            });
            return new(exit, output.ToString(), error.ToString(), []);
        }
        finally
        {
            AnsiConsole.Console = console;
            Environment.CurrentDirectory = before;
            Turn.Release();
        }
    }

    /// <summary>What is written here and in what is called from here; other tests write where they did.</summary>
    private sealed class Routed(TextWriter otherwise) : TextWriter
    {
        private readonly AsyncLocal<TextWriter?> _here = new();

        public TextWriter? Here
        {
            get => _here.Value;
            set => _here.Value = value;
        }

        public override Encoding Encoding => Encoding.UTF8;

        private TextWriter To => _here.Value ?? otherwise;

        public override void Write(char value) => To.Write(value);

        public override void Write(string? value) => To.Write(value);

        public override void Write(char[] buffer, int index, int count) => To.Write(buffer, index, count);

        public override void WriteLine(string? value) => To.WriteLine(value);

        public override void Flush() => To.Flush();
    }
}
