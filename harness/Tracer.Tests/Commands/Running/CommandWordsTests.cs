using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Tests.Commands.Running;

/// <summary>How the command of <c>-c</c> is split.</summary>
public sealed class CommandWordsTests
{
    [TestCase("sleep 5", "sleep|5")]
    [TestCase("  sleep\t5  ", "sleep|5")]
    [TestCase("sh -c 'echo \"a b\"; exit 3'", "sh|-c|echo \"a b\"; exit 3")]
    [TestCase("echo \"it's\" a\\ b", "echo|it's|a b")]
    [TestCase("echo ''", "echo|")]
    [TestCase("echo a'b'c", "echo|abc")]
    [TestCase("echo \"a\\\"b\" 'c\\d'", "echo|a\"b|c\\d")]
    public void Spaces_split_and_quotes_keep_together(string command, string words) =>
        CommandWords.Split(command).Should().Equal(words.Split('|'));

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("echo 'a")]
    [TestCase("echo \"a")]
    public void Nothing_to_run_and_open_quotes_are_refused(string command) =>
        FluentActions.Invoking(() => CommandWords.Split(command)).Should().Throw<UsageException>();
}
