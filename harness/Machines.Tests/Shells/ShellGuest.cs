using System.Text;
using CliWrap;
using Conformance.Images;
using Conformance.Machines.Processes;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Shells;

/// <summary>A guest with a shell and the tracer's command line instead of an agent: what tests of users, limits and kills need. It runs one script of commands and powers off.</summary>
internal static class ShellGuest
{
    private const uint Executable = 0x1ED; // 0755

    // Echoed before each command, so that what it printed can be told from the rest.
    private const string Mark = "@@@ ";

    // Beside what a distribution mounts; /dev/fd is what shells and bpftrace expect.
    private const string Prelude = """
        #!/bin/busybox sh
        /bin/busybox --install -s /bin
        export PATH=/bin:/sbin LD_LIBRARY_PATH=/lib64
        mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev; mount -t tracefs tracefs /sys/kernel/tracing
        mount -t debugfs debugfs /sys/kernel/debug; mount -t bpf bpf /sys/fs/bpf; mount -t securityfs securityfs /sys/kernel/security
        mkdir -p /dev/shm /tmp; ln -s /proc/self/fd /dev/fd; ip link set lo up
        echo "root:x:0:0::/:/bin/sh" > /etc/passwd; echo "user:x:1000:1000::/:/bin/sh" >> /etc/passwd; echo "root:x:0:" > /etc/group
        cd /tmp
        """;

    /// <summary>Boots a kernel, runs the commands one after the other, and returns what each printed on both outputs, by its name.</summary>
    /// <param name="commands">Name and shell command, in order.</param>
    /// <param name="kernelArguments">Further ones, such as <c>lockdown=integrity</c>.</param>
    /// <param name="programs">Programs of this machine that the commands need.</param>
    /// <param name="files">Further executable files, by their path.</param>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(
        string series, IReadOnlyList<(string Name, string Command)> commands, CancellationToken cancellationToken, string kernelArguments = "", int memoryMiB = 512,
        IReadOnlyList<string>? programs = null, IReadOnlyDictionary<string, byte[]>? files = null)
    {
        using var directory = new TemporaryDirectory();
        var image = Path.Combine(directory.Path, "shell.cpio");
        WriteImage(image, commands, programs ?? [], files ?? new Dictionary<string, byte[]>());
        var processor = new Processor(Accelerator.Tcg, 1);
        string[] arguments =
        [
            .. processor.QemuArguments, "-m", $"{memoryMiB}", "-M", "q35", "-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio",
            "-kernel", await Prerequisites.KernelAsync(cancellationToken, series), "-initrd", image,
            "-append", $"console=ttyS0 quiet panic=-1 rcupdate.rcu_expedited=1 {string.Join(' ', processor.KernelArguments)} {kernelArguments}",
        ];
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        await using (var guest = await TetheredProcess.StartAsync("qemu-system-x86_64", arguments, PipeSource.Null, PipeTarget.ToStringBuilder(output), PipeTarget.ToStringBuilder(errors)))
            await guest.Exited.WaitAsync(cancellationToken);
        var text = output.ToString().ReplaceLineEndings("\n");
        var results = Split(text);
        results.Should().ContainKey("end", $"the guest must run all commands; its console ends with:\n{text[Math.Max(0, text.Length - 2000)..]}\n{errors}");
        return results;
    }

    private static Dictionary<string, string> Split(string text) => text.Split(Mark).Skip(1)
        .Select(part => part.Split('\n', 2)).ToDictionary(part => part[0], part => part.Length > 1 ? part[1].Trim('\n') : "");

    private static void WriteImage(string path, IReadOnlyList<(string Name, string Command)> commands, IReadOnlyList<string> programs, IReadOnlyDictionary<string, byte[]> files)
    {
        using var file = File.Create(path);
        var archive = new CpioWriter(file);
        foreach (var folder in (string[])["dev", "proc", "sys", "bin", "sbin", "etc", "lib64"])
            archive.AddDirectory(folder);
        archive.AddDirectory("tmp", 0x3FF /* 01777 */);
        archive.AddCharacterDevice("dev/console", 5, 1);
        var libraries = new HashSet<string>();
        archive.AddFile("bin/busybox", File.ReadAllBytes(Find("busybox", "busybox-static")), Executable);
        archive.AddFile("tracer", File.ReadAllBytes(Prerequisites.Tracer()), Executable);
        AddProgram(archive, "setpriv", Find("setpriv", "util-linux"), libraries);
        foreach (var program in programs)
            AddProgram(archive, $"sbin/{program}", Find(program, program), libraries);
        foreach (var (name, bytes) in files)
            archive.AddFile(name, bytes, Executable);
        var script = new StringBuilder(Prelude).Append('\n');
        foreach (var (name, command) in commands)
            script.Append($"echo '{Mark}{name}'\n{{ {command}\n}} 2>&1\n");
        script.Append($"echo; echo '{Mark}end'; poweroff -f\n");
        archive.AddFile("init", Encoding.UTF8.GetBytes(script.ToString()), Executable);
        archive.Finish();
    }

    /// <summary>A program of this machine (in the root folder, where no applet of the shell has its name) with its loader and its libraries.</summary>
    private static void AddProgram(CpioWriter archive, string name, string path, HashSet<string> added)
    {
        archive.AddFile(name, File.ReadAllBytes(path), Executable);
        var wanted = new Queue<string>(ElfNeeds.Read(path)!.Libraries.Append(Path.GetFileName(ElfNeeds.Read(path)!.Interpreter!)));
        while (wanted.TryDequeue(out var library))
        {
            if (!added.Add(library))
                continue;
            var place = ((string[])["/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"]).Select(folder => Path.Combine(folder, library)).First(File.Exists);
            archive.AddFile($"lib64/{library}", File.ReadAllBytes(place), Executable);
            foreach (var further in ElfNeeds.Read(place)!.Libraries)
                wanted.Enqueue(further);
        }
    }

    private static string Find(string program, string package) =>
        ProgramSearch.Find(program) ?? (File.Exists($"/usr/sbin/{program}") ? $"/usr/sbin/{program}" : null) ?? throw new FileNotFoundException($"'{program}' is not installed: apt-get install {package}", program);
}
