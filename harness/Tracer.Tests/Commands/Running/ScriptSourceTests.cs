using System.Text;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Tests.Commands.Running;

/// <summary>Where a script's text and parameters come from.</summary>
public sealed class ScriptSourceTests
{
    private string _file = "";

    [SetUp]
    public void Make_a_file() => _file = Path.GetTempFileName();

    [TearDown]
    public void Remove_it() => File.Delete(_file);

    [Test]
    public void Behind_a_program_every_operand_is_a_parameter() =>
        Read("-e", "begin { }", "a", "--", "b").Parameters.Positional.Should().Equal("a", "b");

    [Test]
    public void The_first_operand_is_the_file_and_the_rest_are_parameters()
    {
        File.WriteAllText(_file, "begin { }");
        var source = Read(_file, "a", "-5");
        source.Should().BeEquivalentTo(new { Name = _file, Path = _file, Text = "begin { }" });
        source.Parameters.Positional.Should().Equal("a", "-5");
    }

    [Test]
    public void The_file_may_stand_behind_two_dashes()
    {
        File.WriteAllText(_file, "x");
        Read("--", _file, "a").Parameters.Positional.Should().Equal("a");
    }

    [Test]
    public void Named_parameters_stand_behind_two_dashes()
    {
        var parameters = Read("-e", "x", "p1", "--", "--aa=20", "--bb", "p2", "--c=").Parameters;
        parameters.Positional.Should().Equal("p1", "p2");
        parameters.Named.Should().BeEquivalentTo(new Dictionary<string, string> { ["aa"] = "20", ["bb"] = "true", ["c"] = "" });
    }

    [Test]
    public void A_byte_order_mark_is_no_part_of_the_script()
    {
        File.WriteAllText(_file, "begin { }", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Read(_file).Text.Should().Be("begin { }");
    }

    [TestCase(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xff }, ":2:2: byte 0xff")]
    [TestCase(new byte[] { (byte)'a', 0 }, ":1:2: byte 0x00")]
    [TestCase(new byte[] { 0xc3, 0xa4, 0xc3 }, ":1:3: byte 0xc3")]
    public void Bytes_that_are_no_text_are_told_with_their_place(byte[] bytes, string message)
    {
        File.WriteAllBytes(_file, bytes);
        FluentActions.Invoking(() => Read(_file)).Should().Throw<ScriptFileException>().WithMessage($"{_file}{message}*");
    }

    [Test]
    public void A_file_of_more_than_16_MiB_is_no_script()
    {
        using (var file = File.OpenWrite(_file))
            file.SetLength((16 << 20) + 1);
        FluentActions.Invoking(() => Read(_file)).Should().Throw<ScriptFileException>().WithMessage("*larger than 16 MiB*");
    }

    private static ScriptSource Read(params string[] arguments) => ScriptSource.Read(OptionParser.Parse(arguments));
}
