using Conformance.Harness.Configuration;

namespace Conformance.Cli.Tests;

[TestFixture]
public sealed class ReadmeTests
{
    [Test]
    public void The_README_documents_every_configuration_key_as_the_program_knows_it() =>
        File.ReadAllText(Path.Combine(House.Root!, "README.md")).Should().Contain(ConfigurationKeys.ToMarkdown());
}
