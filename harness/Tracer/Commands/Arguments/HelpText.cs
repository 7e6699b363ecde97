using System.Text;

namespace Conformance.Tracer.Commands.Arguments;

/// <summary>The help text, made of the table of options.</summary>
internal static class HelpText
{
    private const int SummaryColumn = 25;

    private const string Head = """
        usage: tracer [options] FILE [PARAMETER...]          run a script (bpftrace's language)
               tracer [options] - [PARAMETER...]             read it from standard input
               tracer [options] -e PROGRAM [PARAMETER...]    take it from the command line
               tracer -l [PATTERN | FILE]                    list probes

        Options may stand anywhere before '--'; what follows it is for the script: --NAME=VALUE for
        getopt(), the rest as $1, $2, …
        """;

    private const string Tail = """
        examples:
          tracer -e 'tracepoint:syscalls:sys_enter_openat { printf("%s %s\n", comm, str(args.filename)); }'
          tracer -e 'fexit:vfs_read { @[comm] = sum(retval); }' -c 'cat /etc/passwd'
          tracer -lv 'fentry:tcp_*'

        exit codes: 0 done (exit(N) in a script: N) · 1 the script is wrong, or the kernel refused it · 2 wrong
        usage · 130 ended by a second Ctrl-C · 141 nobody reads the output any more

        other commands: tracer agent, tracer workload, tracer init (each with --help)
        """;

    /// <summary>All of it.</summary>
    public static string Write()
    {
        var text = new StringBuilder(Head).Append("\n\n");
        foreach (var group in OptionTable.Groups)
        {
            text.Append(group.Title).Append(":\n");
            foreach (var option in group.Options)
                Describe(text, option);
            text.Append('\n');
        }

        return text.Append(Tail).ToString();
    }

    private static void Describe(StringBuilder text, Option option)
    {
        var names = string.Join(", ", option.Names) + (option.Value is null ? "" : $" {option.Value}");
        text.Append("  ").Append(names.PadRight(SummaryColumn - 2));
        if (names.Length > SummaryColumn - 3)
            text.Append('\n').Append(' ', SummaryColumn);
        text.Append(option.Summary.Replace("\n", "\n" + new string(' ', SummaryColumn), StringComparison.Ordinal)).Append('\n');
    }
}
