using System.Security.Cryptography;
using System.Text;

namespace Tacit.Local.Tests.Privacy;

/// <summary>The document that everybody shares: one text for one meaning.</summary>
public sealed class DocumentTests
{
    [Theory]
    [InlineData(OracleKind.Oue, 64, """{"domain":64,"epsilon":"1","keep":"8000000000000000","noise":"44d9585152ea1936","protocol":"oue","version":1}""")]
    [InlineData(OracleKind.Olh, 64, """{"domain":64,"epsilon":"1","hash":"affine16","keep":"79b1a4eec500ab94","protocol":"olh","size":4,"version":1}""")]
    [InlineData(OracleKind.Olh, 70_000, """{"domain":70000,"epsilon":"1","hash":"affine32","keep":"79b1a4eec500ab94","protocol":"olh","size":4,"version":1}""")]
    [InlineData(OracleKind.Grr, 16, """{"domain":16,"epsilon":"1","keep":"27465288ed371f03","protocol":"grr","version":1}""")]
    public void Golden_documents(OracleKind kind, int domain, string document)
    {
        var p = FrequencyParameters.For(kind, domain, 1);
        Assert.Equal(document, p.Document);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)))[..32], p.Id);
        var read = FrequencyParameters.Parse(document);
        Assert.Equal((p, p.Id, p.GetHashCode()), (read, read.Id, read.GetHashCode()));
        Assert.Equal(p.KeepThreshold, read.KeepThreshold);
    }

    [Theory]
    [MemberData(nameof(Laws.Grid), MemberType = typeof(Laws))]
    public void Every_document_reads_back(OracleKind kind, int domain, string epsilon)
    {
        var p = FrequencyParameters.For(kind, domain, Numerics.Rational.Parse(epsilon));
        Assert.Equal(p, FrequencyParameters.Parse(p.Document));
    }

    [Theory]
    [InlineData("keep\":\"27465288ed371f03", "keep\":\"27465288ed371f0f", "reveal more than")]
    [InlineData("keep\":\"27465288ed371f03", "keep\":\"ffffffffffffffff", "reveal more than")]
    [InlineData("\"epsilon\":\"1\"", "\"epsilon\":\"0.99\"", "reveal more than")]
    [InlineData("\"epsilon\":\"1\"", "\"epsilon\":\"1.0\"", "canonical")]
    [InlineData("\"epsilon\":\"1\"", "\"epsilon\":1", "another kind")]
    [InlineData("\"version\":1", "\"version\":2", "version is 2")]
    [InlineData("\"version\":1", "\"version\":1,\"x\":1", "canonical")]
    [InlineData("{\"domain\":16", "{ \"domain\":16", "canonical")]
    [InlineData("\"domain\":16", "\"domain\":17", "reveal more than")]
    [InlineData("\"domain\":16", "\"domain\":1.5", "another kind")]
    [InlineData("\"domain\":16,", "", "missing")]
    [InlineData("grr", "krr", "no protocol")]
    [InlineData("\"protocol\":\"grr\"", "\"protocol\":\"grr\",\"size\":4", "no size")]
    [InlineData("27465288ed371f03", "27465288ED371F03", "canonical")]
    [InlineData("}", "", "missing")]
    public void Changed_documents_are_refused(string from, string into, string says)
    {
        const string Document = """{"domain":16,"epsilon":"1","keep":"27465288ed371f03","protocol":"grr","version":1}""";
        var changed = Document.Replace(from, into, StringComparison.Ordinal);
        Assert.NotEqual(Document, changed);
        Assert.Contains(says, Assert.Throws<BadInputException>(() => FrequencyParameters.Parse(changed)).Message, StringComparison.Ordinal);
    }
}
