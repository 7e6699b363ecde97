using System.Text;
using Conformance.Machines.Consoles;

namespace Conformance.Machines.Tests.Consoles;

public class ConsoleTextTests
{
    [TestCase("[    1.0] plain: a/b 'c' ~", "[    1.0] plain: a/b 'c' ~", TestName = "Ordinary_text_stays")]
    [TestCase("a\tb", "a b", TestName = "A_tab_becomes_a_space")]
    [TestCase("a\rb\0c\ad\bé", "abcdé", TestName = "Control_characters_go")]
    [TestCase("\u001b[31;1mred\u001b[0m", "red", TestName = "Colours_go")]
    [TestCase("\u001b[2J\u001b[Hhome", "home", TestName = "Cursor_movements_go")]
    [TestCase("\u001b]0;title\u0007text", "text", TestName = "A_window_title_goes")]
    [TestCase("\u001b]52;c;aGk=\u001b\\text", "text", TestName = "A_clipboard_sequence_goes")]
    [TestCase("\u001bc\u001b(Btext", "text", TestName = "A_reset_goes")]
    [TestCase("\u009b31mtext", "31mtext", TestName = "An_eight_bit_introducer_goes")]
    [TestCase("\u202Etxet\u202C", "txet", TestName = "Reversal_of_direction_goes")]
    [TestCase("a\u001b[", "a", TestName = "An_unfinished_sequence_goes")]
    public void Cleaned(string line, string expected) => ConsoleText.Clean(line).Should().Be(expected);

    [Test]
    public void Bytes_that_are_no_text_become_replacement_characters() =>
        ConsoleText.Clean([(byte)'a', 0xff, 0xfe, (byte)'b']).Should().Be("a\ufffd\ufffdb");

    [Test]
    public void Nothing_that_a_terminal_obeys_survives_random_bytes()
    {
        var random = new Random(20261122);
        var bytes = new byte[64];
        for (var round = 0; round < 2000; round++)
        {
            random.NextBytes(bytes);
            ConsoleText.Clean(bytes).Should().NotContainAny("\u001b", "\u009b", "\u0007", "\r", Encoding.UTF8.GetString([0x7f]));
        }
    }
}
