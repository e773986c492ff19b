using System.Reflection.Metadata;

namespace PortManager.Tests.Packages;

/// <summary>Whoever debugs a program with a client library sees its sources, wherever the repository is.</summary>
public class SourcesInSymbolsTests
{
    // The kind of such an entry, by the format of portable symbols.
    private static readonly Guid s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Theory]
    [InlineData("PortManager")]
    [InlineData("PortManager.Lab")]
    [InlineData("PortManager.Extensions.Hosting")]
    public void Each_source_of_a_library_is_in_its_symbols(string library)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{library}.pdb"));
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(file);
        MetadataReader symbols = provider.GetMetadataReader();

        Assert.NotEmpty(symbols.Documents);
        Assert.All(symbols.Documents, document => Assert.Contains(
            symbols.GetCustomDebugInformation(document), entry => symbols.GetGuid(symbols.GetCustomDebugInformation(entry).Kind) == s_embeddedSource));
    }
}
