using Conformance.Cli.Differential;

namespace Conformance.Cli.Tests.Differential;

/// <summary>Each rule changes what it is about and nothing else.</summary>
public sealed class NormalisationTests
{
    [TestCase("Attaching 2 probes...\nAttaching 1 probe\n1\nAttached 1 probe\n", "1\n")]
    [TestCase("{\"type\": \"attached_probes\", \"data\": {\"probes\": 1}}\n{\"type\": \"printf\", \"data\": \"x\"}\n", "{\"type\": \"printf\", \"data\": \"x\"}\n")]
    [TestCase("p 0xffff888003f2a400 ffffffff81234567 0x7ffc12345678 0x10\n", "p KERNEL KERNEL 0x7ffc12345678 0x10\n")]
    [TestCase("@x[2]: 1\n@x[1]: 1\n@x[3]: 2\n@y[1]: 2\n@x[0]: 2\n", "@x[1]: 1\n@x[2]: 1\n@x[3]: 2\n@y[1]: 2\n@x[0]: 2\n")]
    [TestCase("b\na\n\n", "b\na\n\n")]
    public void Every_script_is_normalised_by_these(string output, string expected) => Normalisation.Of(output, "bpftrace-0.27", []).Should().Be(expected);

    [TestCase("order", "b 2\na 1\n", "a 1\nb 2\n")]
    [TestCase("times", "at 12:34:56.789 on 2026-11-24 in 5 s\n", "at TIME on TIME in 5 s\n")]
    [TestCase("ids", "pid=12 tid: 13 rapid=4 cgroup=77 x=5\n", "pid=ID tid: ID rapid=4 cgroup=ID x=5\n")]
    [TestCase("addresses", "0x55d0aa3c 0x12\n", "0xADDRESS 0x12\n")]
    public void A_script_can_ask_for_these(string rule, string output, string expected)
    {
        Normalisation.Of(output, "bpftrace-0.27", []).Should().Be(output);
        Normalisation.Of(output, "bpftrace-0.27", [rule]).Should().Be(expected);
    }

    [TestCase("bpftrace-0.23.2", "@x: 1\n@y: 2\n")]
    [TestCase("bpftrace-0.27", "@x: 1\n\na.bt:3:31-40: WARNING: Map full\nAdditional Info - helper: map_update_elem, retcode: -7\nBEGIN { @x[3] = 3; }\n        ~~~~~~\n\n@y: 2\n")]
    public void A_peer_can_have_rules_of_its_own(string peer, string expected) =>
        Normalisation.Of("@x: 1\n\na.bt:3:31-40: WARNING: Map full\nAdditional Info - helper: map_update_elem, retcode: -7\nBEGIN { @x[3] = 3; }\n        ~~~~~~\n\n@y: 2\n", peer, []).Should().Be(expected);

    [Test]
    public void Every_rule_has_a_reason_and_a_name_of_its_own()
    {
        var rules = Normalisation.Always.Concat(Normalisation.Asked).Concat(Normalisation.OfPeers.Select(rule => rule.Rule)).ToList();
        rules.Select(rule => rule.Name).Should().OnlyHaveUniqueItems();
        rules.Should().OnlyContain(rule => rule.Reason.Length > 20);
    }
}
