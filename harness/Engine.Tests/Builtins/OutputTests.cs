using System.Buffers.Binary;
using System.Text;

namespace Conformance.Engine.Tests.Builtins;

/// <summary>Payloads to text. Expected texts are what C's printf prints for the same format and 64-bit value.</summary>
public sealed class OutputTests
{
    [TestCase("%d", -5L, "-5")]
    [TestCase("%i", 5L, "5")]
    [TestCase("%u", -1L, "18446744073709551615")]
    [TestCase("%x", -1L, "ffffffffffffffff")]
    [TestCase("%X", 255L, "FF")]
    [TestCase("%#x", 255L, "0xff")]
    [TestCase("%#x", 0L, "0")]
    [TestCase("%#o", 8L, "010")]
    [TestCase("%lx|", 255L, "ff|")]
    [TestCase("%lld|", -1L, "-1|")]
    [TestCase("%hhd", 255L, "-1")]
    [TestCase("%hu", 65537L, "1")]
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
    [TestCase("%c%%", 65L, "A%")]
    [TestCase("%d", long.MinValue, "-9223372036854775808")]
    public void An_integer_is_printed_as_C_prints_it(string format, long value, string expected) => Integer(format, value).Should().Be(expected);

    [TestCase("%s", "abc")]
    [TestCase("%5s|", "  abc|")]
    [TestCase("%-5s|", "abc  |")]
    [TestCase("%.2s", "ab")]
    [TestCase("%05s", "  abc")]
    public void A_string_is_printed_as_C_prints_it(string format, string expected)
    {
        var compiled = Compile($"begin {{ printf(\"{format}\", comm) }}");
        compiled.Formats[0].Render("abc\0\0\0\0\0\0\0\0\0\0\0\0\0"u8).Should().Be(expected);
    }

    [Test]
    public void What_is_known_when_compiling_needs_no_payload() =>
        Compile("fexit:vfs_read { printf(\"%s %s %d\", probe, func, 1 + 2) }").Formats[0].Render([]).Should().Be("fexit:vfs_read vfs_read 3");

    [Test]
    public void A_short_payload_is_said_and_not_thrown() => Compile("begin { printf(\"%d.\", pid) }").Formats[0].Render([1, 2]).Should().Be("<cut off>.");

    [Test]
    public void Maps_are_rendered_and_ordered_by_value_then_key()
    {
        var map = Compile("begin { @x[tid, comm] = -1; @y = count() }").Maps;
        map[0].Format.Render("@x", Key(1, "abc"), Bytes(-7)).Should().Be("@x[1, abc]: -7");
        map[1].Format.Render("@y", new byte[4], [.. Bytes(3), .. Bytes(4)]).Should().Be("@y: 7");
        map[0].Format.Compare(Key(1, "a"), Bytes(-2), Key(1, "a"), Bytes(1)).Should().BeNegative();
        map[0].Format.Compare(Key(1, "b"), Bytes(1), Key(1, "a"), Bytes(1)).Should().BePositive();
        map[0].Format.Compare(Key(-1, "b"), Bytes(1), Key(1, "a"), Bytes(1)).Should().BeNegative();
        map.Select(m => m.Scalar).Should().Equal(false, true);
    }

    private static string Integer(string format, long value)
    {
        var compiled = Compile($"begin {{ printf(\"{format}\", nsecs) }}");
        return compiled.Formats[0].Render(Bytes(value));
    }

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
}
