using Conformance.Cli.Differential;
using Conformance.Harness.Configuration;

namespace Conformance.Cli.Tests.Differential;

/// <summary>Answers that all tracers gave on a real kernel, and what is said of them.</summary>
public sealed class RecordedAnswersTests
{
    [Test]
    public void Recorded_answers_are_as_the_directives_say()
    {
        var scripts = ScriptReader.ReadAll(Path.Combine(House.Root!, ScriptReader.Folder));
        var recorded = RecordedAnswers.Read(Path.Combine(House.Root!, RecordedAnswers.FileName));
        recorded.Keys.Should().BeEquivalentTo(scripts.Select(script => script.Name), "./conformance differential --write records them anew");
        var unexpected =
            from script in scripts
            let answers = recorded[script.Name]
            from peer in answers.Keys.Where(name => name != DifferentialRun.Ours)
            let comparison = DifferentialJudge.Of(script, peer, answers[DifferentialRun.Ours], answers[peer])
            where comparison.Outcome == DifferentialOutcome.Unexpected
            select $"{script.Name}, {peer}: {comparison.Sentence}";
        unexpected.Should().BeEmpty();
        recorded.Values.Should().OnlyContain(answers => answers.Count == 3);
    }

    [Test]
    public void Scripts_that_are_not_run_keep_what_is_recorded_and_a_new_one_has_to_be_run()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"script":"maps/old","answers":{"ours":{"exit_code":3,"output":"a","errors":"","milliseconds":0}}}""");
        var (old, young) = (ScriptReader.Read("maps/old", "// Old.\nBEGIN { }"), ScriptReader.Read("maps/young", "// Young.\nBEGIN { }"));

        RecordedAnswers.Of([old], path).Should().ContainSingle().Which.Answers[DifferentialRun.Ours].ExitCode.Should().Be(3);
        FluentActions.Invoking(() => RecordedAnswers.Of([old, young], path)).Should().Throw<UsageException>().WithMessage("*maps/young*--scripts*");
        File.Delete(path);
    }
}
