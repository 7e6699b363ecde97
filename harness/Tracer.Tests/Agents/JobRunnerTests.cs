using System.Runtime.InteropServices;
using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Agents;

namespace Conformance.Tracer.Tests.Agents;

/// <summary>How a job ends when its engine fails; the engine here is a function that fails as told.</summary>
[NonParallelizable]
public sealed partial class JobRunnerTests
{
    [Test]
    public void A_missing_feature_is_named()
    {
        var result = Run(() => throw new UnsupportedException("fexit", "no trampolines here"));

        result.Should().BeEquivalentTo(new { Id = 5, Status = JobStatus.Unsupported, Feature = "fexit", Message = "no trampolines here" });
    }

    [Test]
    public void A_refusal_to_attach_brings_the_verifiers_log()
    {
        var result = Run(() => throw new AttachException("refused", 13, "R1 invalid mem access"));

        result.Should().BeEquivalentTo(new { Status = JobStatus.AttachFailed, Message = "refused", Log = "R1 invalid mem access" });
    }

    [Test]
    public void An_engine_that_fails_is_named_with_where_it_was()
    {
        var result = Run(() => throw new InvalidOperationException("index out of thin air"));

        result.Status.Should().Be(JobStatus.EngineCrash);
        result.Message.Should().Be("InvalidOperationException while compiling the script: index out of thin air");
        result.Log.Should().Contain(nameof(JobRunnerTests));
    }

    [Test]
    public void A_deadline_that_passes_while_compiling_ends_the_job()
    {
        var result = Run(() => throw new OperationCanceledException());

        result.Status.Should().Be(JobStatus.TimedOut);
        result.Message.Should().Match("*while compiling the script");
    }

    [Test]
    public void What_a_job_leaves_open_is_told()
    {
        var map = -1;
        try
        {
            var result = Run(() =>
            {
                map = CreateMap(2 /* BPF_MAP_TYPE_ARRAY */, "left", 4, 8, 1, 0);
                throw new AttachException("refused", 1);
            });
            Assume.That(map, Is.GreaterThanOrEqualTo(0), "BPF maps cannot be made here (not root?)");

            result.Status.Should().Be(JobStatus.EngineCrash);
            result.Message.Should().Match("the job left open: anon_inode:bpf-map (it had ended as AttachFailed: refused)");
        }
        finally
        {
            _ = Close(map);
        }
    }

    private static JobResult Run(Func<CompiledScript> compile) =>
        new JobRunner(new EngineContext(), (_, _, _, _) => compile()).Run(new Job { Id = 5, ScriptName = "x", Script = "" }, new Nobody(), _ => { }, CancellationToken.None);

    [LibraryImport("libbpf", EntryPoint = "bpf_map_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMap(int type, string name, uint keySize, uint valueSize, uint entries, nint options);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private sealed class Nobody : ISessionSink
    {
        public void OnFiring(in Firing firing)
        {
        }

        public void OnOutput(in OutputText output)
        {
        }
    }
}
