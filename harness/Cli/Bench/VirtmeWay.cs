using CliWrap;
using CliWrap.Buffered;
using Conformance.Harness.Runs;
using Conformance.Images;
using Conformance.Machines;

namespace Conformance.Cli.Bench;

/// <summary>
/// virtme-ng, which boots a kernel upon this machine's own files. The mirror's newest is taken with everything that it needs, down to Python and the C library, and run from the cache:
/// nothing has to be installed, and all machines compare with the same one.
/// </summary>
/// <remarks>
/// Kernels of the cloud flavour have no 9p, so it needs virtiofsd, the other way that virtme-ng knows to reach files. It decompresses modules of one kind only and not the one that Debian takes:
/// they are decompressed beforehand. The guest tells that it is in user space through a serial port of its own, since virtme-ng's own way needs an udev in the guest.
/// </remarks>
internal sealed class VirtmeWay(MachineSpec spec, BootKernel kernel, KernelStoreOptions store)
{
    private const string Libraries = "usr/lib/x86_64-linux-gnu";

    /// <summary>Gets everything; only the first time takes long.</summary>
    /// <exception cref="OtherWayException">It cannot run this kernel.</exception>
    /// <exception cref="ImageException">A package cannot be had.</exception>
    public async Task<BootCommand> PrepareAsync(CancellationToken cancellationToken)
    {
        var trees = new PackageTrees(store);
        var progress = new Progress.ErrorLines();
        var programs = await trees.ProgramsAsync("virtme-ng", ["virtiofsd"], progress, cancellationToken);
        var files = await trees.KernelAsync(kernel.Package, progress, cancellationToken);
        var image = Directory.EnumerateFiles(files, "vmlinuz*", SearchOption.AllDirectories).Single();
        if (!File.ReadAllBytes(image).AsSpan().SequenceEqual(File.ReadAllBytes(spec.KernelImage!)))
            throw new OtherWayException($"package {kernel.Package} holds another kernel than '{spec.KernelImage}', and a comparison needs the same one");

        var starters = WriteStarters(programs);
        await PrepareModulesAsync(programs, files, starters, cancellationToken);
        return new BootCommand(
            Path.Combine(starters, "vng"),
            [
                "--run", image, "--disable-kvm", "--cpus", "1", "--memory", $"{spec.MemoryMiB}M",
                "--qemu-opts=-chardev file,id=word,path=/dev/stderr -device isa-serial,chardev=word,index=1",
                "--exec", $"echo {OtherWay.Word} > /dev/ttyS1",
            ],
            EndsByItself: true);
    }

    /// <summary>Writes a small script for each program that virtme-ng looks for in PATH, which starts it with its own loader and libraries.</summary>
    private string WriteStarters(string programs)
    {
        var directory = Directory.CreateDirectory(Path.Combine(spec.LogDirectory, "virtme-ng")).FullName;
        var loader = $"exec '{programs}/usr/lib64/ld-linux-x86-64.so.2' --library-path '{programs}/{Libraries}'";
        var python = $"export PYTHONHOME='{programs}/usr' PYTHONPATH='{programs}/usr/lib/python3/dist-packages' PYTHONDONTWRITEBYTECODE=1\n{loader} '{programs}/usr/bin/python3'";
        Write("depmod", $"{loader} --argv0 depmod '{programs}/usr/bin/kmod'");
        Write("modprobe", $"{loader} --argv0 modprobe '{programs}/usr/bin/kmod'");
        Write("virtiofsd", $"{loader} '{programs}/usr/libexec/virtiofsd'");
        Write("file", $"export MAGIC='{programs}/usr/lib/file/magic.mgc'\n{loader} '{programs}/usr/bin/file'");
        Write("virtme-run", $"{python} '{programs}/usr/bin/virtme-run'");

        // What it leaves behind when it is killed goes with our own directory.
        Write("vng", $"export PATH='{directory}':\"$PATH\" TMPDIR='{directory}'\n{python} '{programs}/usr/bin/vng'");
        return directory;

        void Write(string name, string command)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, $"#!/bin/sh\n{command} \"$@\"\n");
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Decompresses what is not decompressed yet and has depmod write its tables, which virtme-ng would do within its first start.</summary>
    private async Task PrepareModulesAsync(string programs, string files, string starters, CancellationToken cancellationToken)
    {
        foreach (var some in Directory.EnumerateFiles(files, "*.ko.xz", SearchOption.AllDirectories).ToList().Chunk(200))
            await RunAsync(Path.Combine(programs, "usr/bin/busybox"), ["unxz", "-f", .. some], cancellationToken);
        var home = new[] { files, Path.Combine(files, "usr") }.First(home => Directory.Exists(Path.Combine(home, "lib/modules", kernel.Release)));
        if (!File.Exists(Path.Combine(home, "lib/modules", kernel.Release, "modules.dep.bin")))
            await RunAsync(Path.Combine(starters, "depmod"), ["-a", "-b", home, kernel.Release], cancellationToken);
    }

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await CliWrap.Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
        if (result.ExitCode != 0)
            throw new OtherWayException($"{Path.GetFileName(program)} {arguments[0]} ended with exit code {result.ExitCode}: {result.StandardError.Split('\n')[0]}");
    }
}
