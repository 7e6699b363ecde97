using System.Buffers.Binary;
using System.Text;
using Conformance.Engine.Output;

namespace Conformance.Engine.Tests.Builtins;

/// <summary>Payloads to text. Expected texts are what C's printf prints for the same format and 64-bit value.</summary>
public sealed class OutputTests
{
    [TestCase("%d", -5L, "-5")]
    [TestCase("%i", 5L, "5")]
    [TestCase("%u", -1L, "4294967295")]
    [TestCase("%x", -1L, "ffffffff")]
    [TestCase("%lx", -1L, "ffffffffffffffff")]
    [TestCase("%d", 0x1_2345_6789L, "591751049")]
    [TestCase("%X", 255L, "FF")]
    [TestCase("%#x", 255L, "0xff")]
    [TestCase("%#x", 0L, "0")]
    [TestCase("%#o", 8L, "010")]
    [TestCase("%lx|", 255L, "ff|")]
    [TestCase("%lld|", -1L, "-1|")]
    [TestCase("%hhd", 255L, "-1")]
    [TestCase("%hu", 65537L, "1")]
    [TestCase("%jx", 0x12345678abcdefL, "12345678abcdef")]
    [TestCase("%5d|", 42L, "   42|")]
    [TestCase("%-5d|", 42L, "42   |")]
    [TestCase("%05d|", -42L, "-0042|")]
    [TestCase("%+d", 42L, "+42")]
    [TestCase("% d", 42L, " 42")]
    [TestCase("%.4d", 42L, "0042")]
    [TestCase("%06.4d", 42L, "  0042")]
    [TestCase("%.0d|", 0L, "|")]
    [TestCase("%#010x", 255L, "0x000000ff")]
    [TestCase("%p", 4096L, "0x1000")]
    [TestCase("%p", 0L, "0")]
    [TestCase("%p", -1L, "0xffffffffffffffff")]
    [TestCase("%c%%", 65L, "A%")]
    [TestCase("%ld", long.MinValue, "-9223372036854775808")]
    [TestCase("%s|", 5L, "5|")]
    public void An_integer_is_printed_as_C_prints_it(string format, long value, string expected) =>
        Render($"begin {{ printf(\"{format}\", nsecs) }}", Bytes(value)).Should().Be(expected);

    [TestCase("%gr", 0L, "none")]
    [TestCase("%gr", 0xcc0L, "GFP_KERNEL")]
    [TestCase("%gr", 0xdc0L, "GFP_KERNEL|__GFP_ZERO")]
    [TestCase("%gr", 0xa22L, "GFP_ATOMIC|__GFP_HIGHMEM")]
    [TestCase("%gr", 0x4c0L, "__GFP_IO|__GFP_FS|__GFP_DIRECT_RECLAIM")]
    [TestCase("%gr", 0x80000001L, "GFP_DMA|0x80000000")]
    [TestCase("%20gr|", 0x100cc0L, "            GFP_USER|")]
    public void Flags_of_memory_requests_have_names(string format, long value, string expected) =>
        Render($"begin {{ printf(\"{format}\", nsecs) }}", Bytes(value)).Should().Be(expected);

    [TestCase("%s", "abc")]
    [TestCase("%5s|", "  abc|")]
    [TestCase("%-5s|", "abc  |")]
    [TestCase("%.2s", "ab")]
    [TestCase("%05s", "  abc")]
    public void A_string_is_printed_as_C_prints_it(string format, string expected) =>
        Render($"begin {{ printf(\"{format}\", comm) }}", "abc\0\0\0\0\0\0\0\0\0\0\0\0\0"u8).Should().Be(expected);

    [Test]
    public void What_is_known_when_compiling_needs_no_payload() =>
        Render("fexit:vfs_read { printf(\"%s %s %d\", probe, func, 1 + 2) }", []).Should().Be("fexit:vmlinux:vfs_read vfs_read 3");

    [Test]
    public void A_short_payload_is_said_and_not_thrown() => Render("begin { printf(\"%d.\", pid) }", [1, 2]).Should().Be("<cut off>.");

    [Test]
    public void Maps_are_rendered_and_ordered_by_value_then_key()
    {
        var maps = Compile("begin { @x[tid, comm] = -1; @y = count() }").Maps;
        var entries = new[] { Entry(Key(1, "b"), 1), Entry(Key(1, "abc"), 1), Entry(Key(-1, "b"), 1), Entry(Key(7, "z"), -7) };
        OutputRenderers.Plain.Render(maps[0].Format.Read("@x", entries, new MapView(), RenderContext.Empty)).Should().Be("@x[7, z]: -7\n@x[-1, b]: 1\n@x[1, abc]: 1\n@x[1, b]: 1\n");
        var perCpu = new MapEntry(new byte[4], [.. Bytes(3), .. Bytes(4)]);
        OutputRenderers.Plain.Render(maps[1].Format.Read("@y", [perCpu], new MapView(), RenderContext.Empty)).Should().Be("@y: 7\n");
        maps.Select(m => m.Scalar).Should().Equal(false, true);
    }

    private static string Render(string script, ReadOnlySpan<byte> payload)
    {
        var context = new Recorder();
        Compile(script).Actions[0].Perform(payload, context);
        return context.Outputs.Should().ContainSingle().Which.Should().BeOfType<Printed>().Which.Text;
    }

    private static MapEntry Entry(byte[] key, long value) => new(key, Bytes(value));

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Key(long number, string text)
    {
        var bytes = new byte[24];
        Bytes(number).CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(text).CopyTo(bytes, 8);
        return bytes;
    }

    private static CompiledScript Compile(string script) => ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, new EngineOptions());

    /// <summary>Keeps what an action emits.</summary>
    private sealed class Recorder : IActionContext
    {
        public List<SessionOutput> Outputs { get; } = [];

        public RenderContext Rendering => RenderContext.Empty;

        public void Emit(SessionOutput output) => Outputs.Add(output);

        public PrintedMap Read(int map, MapView view) => throw new NotSupportedException();

        public OutputValue Read(int map, byte[] key) => throw new NotSupportedException();

        public void Clear(int map) => throw new NotSupportedException();

        public void Zero(int map) => throw new NotSupportedException();
    }
}
