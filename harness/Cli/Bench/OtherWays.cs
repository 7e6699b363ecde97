using System.Diagnostics;
using System.Text;
using CliWrap;
using Conformance.Images;
using Conformance.Machines;
using Conformance.Machines.Processes;

namespace Conformance.Cli.Bench;

/// <summary>Another way to get a kernel to user space, for comparison.</summary>
/// <param name="name">For the table.</param>
/// <param name="prepare">Gives the command; <c>null</c> with a reason where it cannot run.</param>
internal sealed class OtherWay(string name, Func<(string Program, IReadOnlyList<string> Arguments)?> prepare, string missing)
{
    /// <summary>What a guest says when it is in user space.</summary>
    public const string Word = "user-space-reached";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    /// <summary>For the table.</summary>
    public string Name { get; } = name;

    /// <summary>Why it did not run.</summary>
    public string Problem { get; private set; } = missing;

    /// <summary>Seconds from start to the guest's word; <c>null</c> if it did not run.</summary>
    public async Task<double?> MeasureAsync(CancellationToken cancellationToken)
    {
        if (prepare() is not { } command)
            return null;
        var said = new TaskCompletionSource();
        var last = "";
        var watch = Stopwatch.StartNew();
        await using var process = await TetheredProcess.StartAsync(
            command.Program,
            command.Arguments,
            PipeSource.Null,
            PipeTarget.ToDelegate(Hear),
            PipeTarget.ToDelegate(Hear));
        await Task.WhenAny(said.Task, process.Exited, Task.Delay(s_deadline, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (said.Task.IsCompleted)
            return watch.Elapsed.TotalSeconds;
        Problem = process.Exited.IsCompleted ? $"it ended with {process.Exited.Result}: {last}" : $"it said nothing within {s_deadline.TotalSeconds:0} s";
        return null;

        void Hear(string line)
        {
            last = line;
            if (line.Contains(Word, StringComparison.Ordinal))
                said.TrySetResult();
        }
    }
}

/// <summary>The table of other ways: a new one is a line.</summary>
internal static class OtherWays
{
    /// <summary>All, for one kernel.</summary>
    public static IReadOnlyList<OtherWay> Of(MachineSpec spec) =>
    [
        new("plain QEMU + busybox", () => Busybox(spec), "busybox is not installed (apt-get install busybox-static)"),
        new("virtme-ng", () => Virtme(spec), "virtme-ng is not installed (apt-get install virtme-ng)"),
    ];

    private static (string, IReadOnlyList<string>)? Busybox(MachineSpec spec)
    {
        if (ProgramSearch.Find("busybox") is not { } busybox)
            return null;
        var image = Path.Combine(spec.LogDirectory, "busybox.cpio");
        if (!File.Exists(image))
        {
            using var file = File.Create(image);
            var archive = new CpioWriter(file);
            archive.AddDirectory("dev");
            archive.AddCharacterDevice("dev/console", 5, 1);
            archive.AddDirectory("bin");
            archive.AddFile("bin/busybox", File.ReadAllBytes(busybox), 0x1ED /* 0755 */);
            archive.AddFile("init", Encoding.ASCII.GetBytes($"#!/bin/busybox sh\necho {OtherWay.Word}\nexec /bin/busybox sleep 1000\n"), 0x1ED /* 0755 */);
            archive.Finish();
        }

        return ("qemu-system-x86_64",
        [
            "-accel", "tcg", "-cpu", "max", "-smp", "1", "-M", "q35", "-m", $"{spec.MemoryMiB}", "-nodefaults", "-no-reboot", "-display", "none",
            "-serial", "stdio", "-kernel", spec.KernelImage!, "-initrd", image, "-append", "console=ttyS0 quiet panic=-1",
        ]);
    }

    private static (string, IReadOnlyList<string>)? Virtme(MachineSpec spec) => ProgramSearch.Find("vng") is { } vng
        ? (vng, ["--run", spec.KernelImage!, "--disable-kvm", "--cpus", "1", "--memory", $"{spec.MemoryMiB}M", "--", "echo", OtherWay.Word])
        : null;
}
