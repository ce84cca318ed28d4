namespace Tacit.Reporting.Tests;

public sealed class HtmlReportWriteTests : IDisposable
{
    // With TACIT_SAMPLE_REPORT=folder the samples stay there, for a look at them.
    private readonly string? _kept = Environment.GetEnvironmentVariable("TACIT_SAMPLE_REPORT");
    private readonly string _folder;

    public HtmlReportWriteTests() => _folder = _kept is null ? Directory.CreateTempSubdirectory("tacit-report-").FullName : Directory.CreateDirectory(_kept).FullName;

    public void Dispose()
    {
        if (_kept is null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_page_replaces_an_older_one()
    {
        var path = Path.Combine(_folder, "report.html");
        await File.WriteAllTextAsync(path, "old");
        await HtmlReport.WriteAsync(SampleReport.Private, path);
        await HtmlReport.WriteAsync(SampleReport.Simulated, Path.Combine(_folder, "simulated.html"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "report.json"), JsonReport.Write(SampleReport.Private));
        await File.WriteAllTextAsync(Path.Combine(_folder, "report.md"), MarkdownReport.Render(SampleReport.Private));
        await File.WriteAllTextAsync(Path.Combine(_folder, "simulated.json"), JsonReport.Write(SampleReport.Simulated));
        await File.WriteAllTextAsync(Path.Combine(_folder, "simulated.md"), MarkdownReport.Render(SampleReport.Simulated));
        Assert.Equal(HtmlReport.Render(SampleReport.Private), await File.ReadAllTextAsync(path));
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
    }

    [Fact]
    public async Task A_cancelled_write_leaves_the_old_page_and_nothing_else()
    {
        var path = Path.Combine(_folder, "cancelled.html");
        await File.WriteAllTextAsync(path, "old");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HtmlReport.WriteAsync(SampleReport.Private, path, cancelled.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(path));
        Assert.Empty(Directory.GetFiles(_folder, ".*"));
    }

    [Fact]
    public async Task A_missing_folder_is_an_error_and_is_not_made()
    {
        var path = Path.Combine(_folder, "missing", "report.html");
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => HtmlReport.WriteAsync(SampleReport.Private, path));
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public async Task A_target_that_is_a_folder_fails_and_leaves_no_temporary_file()
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder, "taken")).FullName;
        await Assert.ThrowsAnyAsync<Exception>(() => HtmlReport.WriteAsync(SampleReport.Private, path));
        Assert.Empty(Directory.GetFiles(_folder, ".*"));
    }
}
