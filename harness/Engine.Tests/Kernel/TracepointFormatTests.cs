using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

public sealed class TracepointFormatTests
{
    private const string Text = """
        name: example
        ID: 318
        format:
        	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
        	field:int common_pid;	offset:4;	size:4;	signed:1;

        	field:char comm[16];	offset:8;	size:16;	signed:0;
        	field:pid_t pid;	offset:24;	size:4;	signed:1;
        	field:const char * filename;	offset:32;	size:8;	signed:0;
        	field:__data_loc char[] device;	offset:40;	size:4;	signed:0;
        	field:__rel_loc cpumask_t mask[];	offset:44;	size:4;	signed:0;
        	field:unsigned long args[6];	offset:48;	size:48;	signed:0;
        	field:struct in6_addr addr;	offset:96;	size:16;	signed:0;

        print fmt: "comm=%s", REC->comm
        """;

    private readonly TracepointFormat _format = TracepointFormat.Parse(Text);

    [Test]
    public void The_common_fields_are_left_out_and_the_number_is_kept()
    {
        _format.Id.Should().Be(318);
        _format.Fields.Select(f => f.Name).Should().Equal("comm", "pid", "filename", "device", "mask", "args", "addr");
    }

    [TestCase("comm", "char", TracepointFieldKind.Array, 8, 16, "char comm[16]")]
    [TestCase("pid", "pid_t", TracepointFieldKind.Number, 24, 0, "pid_t pid")]
    [TestCase("filename", "const char *", TracepointFieldKind.Pointer, 32, 0, "const char * filename")]
    [TestCase("device", "char", TracepointFieldKind.DataLocation, 40, 0, "__data_loc char[] device")]
    [TestCase("mask", "cpumask_t", TracepointFieldKind.RelativeLocation, 44, 0, "__rel_loc cpumask_t[] mask")]
    [TestCase("args", "unsigned long", TracepointFieldKind.Array, 48, 6, "unsigned long args[6]")]
    [TestCase("addr", "struct in6_addr", TracepointFieldKind.Array, 96, 0, "struct in6_addr addr")]
    public void Each_field_is_read_as_declared(string name, string type, TracepointFieldKind kind, int offset, int count, string declaration)
    {
        var field = _format.Fields.Single(f => f.Name == name);
        (field.Type, field.Kind, field.Offset, field.Count, field.Declaration).Should().Be((type, kind, offset, count, declaration));
    }

    [TestCase("")]
    [TestCase("format:\nfield:int x;\n")]
    public void A_text_that_is_none_is_refused(string text) => FluentActions.Invoking(() => TracepointFormat.Parse(text)).Should().Throw<InvalidDataException>();

    [Test]
    public void This_kernel_describes_its_scheduler()
    {
        var tracefs = Tracefs.OfRunningKernel();
        Assume.That(tracefs.MissingReason, Is.Null);
        tracefs.Events.Should().Contain("sched:sched_switch");
        tracefs.Format("sched", "sched_switch")!.Fields.Select(f => f.Name).Should().Contain(["prev_comm", "next_pid"]);
        tracefs.Format("sched", "none").Should().BeNull();
        tracefs.Format("..", "..").Should().BeNull();
    }

    [Test]
    public void Traceable_functions_are_found_by_name_and_module()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText($"{folder}/available_filter_functions", "vfs_read\nvfs_write\n__ftrace_invalid_address___5\nsend [loop]\nsend\nvfs_read\n");
            var tracefs = Tracefs.At(folder.FullName);
            tracefs.FunctionsLike("vfs_*").Select(f => f.Name).Should().Equal("vfs_read", "vfs_write");
            tracefs.FunctionsLike("send").Should().Equal(new TraceableFunction("send", "loop"), new TraceableFunction("send", null));
            tracefs.FunctionsLike("send", "loop").Should().Equal(new TraceableFunction("send", "loop"));
            tracefs.FunctionsLike("*", "vmlinux").Should().HaveCount(3);
            tracefs.CanTrace("none").Should().BeFalse();
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
