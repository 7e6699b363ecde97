using Conformance.Engine;
using Conformance.Tracer.Commands.Arguments;

namespace Conformance.Tracer.Tests.Commands.Arguments;

/// <summary>What the arguments mean.</summary>
public sealed class OptionParserTests
{
    [Test]
    public void Every_option_stands_in_the_help_text_and_nothing_else_does()
    {
        var help = HelpText.Write();
        foreach (var option in OptionTable.Groups.SelectMany(g => g.Options))
            help.Should().Contain($"  {string.Join(", ", option.Names)}{(option.Value is null ? "" : $" {option.Value}")}");
        foreach (var refused in OptionTable.Refused)
            help.Should().NotContain($"  {refused.Name}");
    }

    [Test]
    public void No_two_options_share_a_spelling() =>
        OptionTable.Names.Should().OnlyHaveUniqueItems();

    [Test]
    public void Short_options_may_be_joined_and_carry_their_value()
    {
        var options = Parse("-lvq", "-ebegin { }", "-ofile");
        options.Should().BeEquivalentTo(new { Mode = TracerMode.List, Verbose = true, Quiet = true, Program = "begin { }", OutputFile = "file" });
    }

    [Test]
    public void Long_options_take_their_value_from_the_same_or_the_next_word()
    {
        Parse("--attach-order=written").AttachOrder.Should().Be(AttachOrder.Written);
        Parse("--attach-order", "written").AttachOrder.Should().Be(AttachOrder.Written);
        Parse("--emit-elf=").ElfFile.Should().BeEmpty();
    }

    [Test]
    public void Operands_stand_anywhere_between_options() =>
        Parse("a.bt", "1", "-q", "2").Should().BeEquivalentTo(new { Operands = new[] { "a.bt", "1", "2" }, Quiet = true });

    [Test]
    public void A_negative_number_and_a_lone_dash_are_operands() =>
        Parse("-", "-5").Operands.Should().Equal("-", "-5");

    [Test]
    public void Behind_two_dashes_nothing_is_an_option() =>
        Parse("-e", "x", "--", "-q", "--aa=20").Should().BeEquivalentTo(new { Quiet = false, AfterDashes = new[] { "-q", "--aa=20" } });

    [Test]
    public void Repeated_options_add_up_or_the_last_one_wins()
    {
        Parse("-I", "a", "-Ib", "--include", "c.h").Should().BeEquivalentTo(new { IncludeDirectories = new[] { "a", "b" }, Includes = new[] { "c.h" } });
        Parse("-d", "tree,maps", "-d", "ast").Stages.Should().Equal("tree", "maps", "tree");
        Parse("-f", "json", "-f", "text").Format.Should().Be("text");
    }

    [Test]
    public void Help_wins_over_what_is_wrong_behind_it() =>
        Parse("--help", "--nope").Mode.Should().Be(TracerMode.Help);

    [Test]
    public void A_double_k_is_a_single_one() =>
        Parse("-kk").ReportReadErrors.Should().BeTrue();

    [Test]
    public void What_looks_like_an_option_s_value_is_taken_as_one() =>
        Parse("-c", "-q").Should().BeEquivalentTo(new { Command = "-q", Quiet = false });

    private static ScriptOptions Parse(params string[] arguments) => OptionParser.Parse(arguments);
}
