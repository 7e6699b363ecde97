using System.Collections.Concurrent;
using Conformance.Images;
using Conformance.Machines.Agents;
using Conformance.Machines.Kvm;
using Conformance.Machines.Snapshots;

namespace Conformance.Machines.Qemu;

/// <summary>Where a <see cref="VmProvider"/> finds what it needs.</summary>
public sealed record VmOptions
{
    /// <summary>QEMU's name (looked up in PATH) or path.</summary>
    public string Qemu { get; init; } = "qemu-system-x86_64";

    /// <summary>Where initramfs archives and saved guests are kept.</summary>
    public string CacheRoot { get; init; } = CacheDirectory.Default;

    /// <summary>Most disk that saved guests may take, in MiB; 0 keeps none, and every machine boots.</summary>
    public int SavedGuestsMiB { get; init; } = 4096;
}

/// <summary>Starts virtual machines: a kernel, the tracer as its first process, nothing else. Keep one for a whole run: it tries KVM once.</summary>
public sealed class VmProvider : IMachineProvider
{
    private readonly VmOptions _options;
    private readonly SavedGuests _saved;
    private readonly ConcurrentDictionary<(string, long, DateTime), string> _images = [];
    private readonly SemaphoreSlim _asking = new(1);
    private readonly ConcurrentBag<UnlinkedFile> _unkept = [];
    private KvmVerdict? _kvm;
    private string? _version;

    /// <summary>Nothing is looked for before the first machine is asked for.</summary>
    public VmProvider(VmOptions? options = null)
    {
        _options = options ?? new VmOptions();
        _saved = new SavedGuests(new SnapshotStore(Path.Combine(_options.CacheRoot, "guests"), _options.SavedGuestsMiB));
    }

    /// <inheritdoc/>
    public string Kind => "vm";

    /// <summary>Decides what runs the guests' instructions; tries KVM if it is to be tried and was not yet.</summary>
    /// <param name="wanted">The user's wish.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>KVM or TCG, and why in words.</returns>
    /// <exception cref="MachineException">KVM is demanded and does not work.</exception>
    public async Task<(Accelerator Accelerator, string Reason)> DecideAsync(Accelerator wanted, CancellationToken cancellationToken)
    {
        if (wanted == Accelerator.Tcg)
            return (Accelerator.Tcg, "TCG was asked for");
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _kvm ??= await KvmTrial.RunAsync(_options.Qemu, KvmTrial.DefaultDeadline, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _asking.Release();
        }

        if (_kvm.Works)
            return (Accelerator.Kvm, _kvm.Reason);
        return wanted == Accelerator.Auto
            ? (Accelerator.Tcg, $"no KVM: {_kvm.Reason}")
            : throw new MachineException(
                MachineFault.Setup, $"KVM was asked for (--accel kvm) but does not work here: {_kvm.Reason}. Use --accel auto or --accel tcg.");
    }

    /// <inheritdoc/>
    public async Task<IMachine> StartAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken) =>
        (await OpenAsync(spec, progress, cancellationToken).ConfigureAwait(false)).Machine;

    /// <summary>Starts one, and gives the guest behind it too.</summary>
    /// <exception cref="MachineException">It did not come up.</exception>
    public async Task<(VirtualMachine Guest, AgentMachine Machine)> OpenAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var machine = await PrepareAsync(spec, progress, cancellationToken).ConfigureAwait(false);
        var opened = await StartAsync(machine, spec, progress, cancellationToken).ConfigureAwait(false);
        opened.Machine.AnswerGrace = spec.AnswerGrace;
        return opened;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var file in _unkept)
            file.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<(VirtualMachine Guest, AgentMachine Machine)> StartAsync(VirtualMachineSpec machine, MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (!spec.BootsAfresh && _options.SavedGuestsMiB > 0)
            return _saved.OpenAsync(machine, _version!, spec.BootDeadline, progress, cancellationToken);
        progress?.Report("booting");
        return SavedGuests.BootAsync(machine, "booted", spec.BootDeadline, cancellationToken);
    }

    /// <summary>The guest's first file system, from the cache; one that cannot be written is no reason not to run.</summary>
    private string ForTracer(string binary)
    {
        try
        {
            return Initramfs.ForTracer(binary, _options.CacheRoot);
        }
        catch (ImageException error) when (error.Fault is ImageFault.ReadOnly or ImageFault.DiskFull)
        {
            var file = Initramfs.Unkept(binary);
            _unkept.Add(file);
            return file.Path;
        }
    }

    /// <summary>Decides everything that a machine needs before it can start.</summary>
    /// <exception cref="MachineException">Something is missing.</exception>
    public async Task<VirtualMachineSpec> PrepareAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var kernel = spec.KernelImage
            ?? throw new MachineException(MachineFault.Setup, $"{spec.Name}: a virtual machine needs a kernel. Choose one with --kernels.");
        if (!File.Exists(kernel))
        {
            throw new MachineException(
                MachineFault.Setup, $"{spec.Name}: there is no kernel '{kernel}'. './conformance kernels fetch' gets known good ones.");
        }

        progress?.Report("preparing");
        var (accelerator, _) = await DecideAsync(spec.Accelerator, cancellationToken).ConfigureAwait(false);
        _version ??= await Qemu.QemuVersion.AskAsync(_options.Qemu, cancellationToken).ConfigureAwait(false)
            ?? throw new MachineException(
                MachineFault.Setup, $"{spec.Name}: '{_options.Qemu}' is not installed. Install it: apt-get install qemu-system-x86");
        string initramfs;
        try
        {
            // Reading and hashing the tracer takes longer than the rest of a restore.
            var binary = new FileInfo(spec.TracerBinary);
            var image = (binary.FullName, binary.Exists ? binary.Length : 0, binary.LastWriteTimeUtc);
            if (!_images.TryGetValue(image, out initramfs!) || !File.Exists(initramfs))
                _images[image] = initramfs = ForTracer(spec.TracerBinary);
            initramfs = Initramfs.Joined(initramfs, spec.Archives, _options.CacheRoot);
        }
        catch (ImageException error)
        {
            throw new MachineException(MachineFault.Setup, $"{spec.Name}: {error.Message}", inner: error);
        }

        var name = accelerator == Accelerator.Kvm ? "KVM" : "TCG";
        var description = $"vm: QEMU {Qemu.QemuVersion.Number(_version)}, {name}, {spec.Cpus} CPU{(spec.Cpus == 1 ? "" : "s")}, {spec.MemoryMiB} MiB";
        return new VirtualMachineSpec(
            spec.Name, description, _options.Qemu, kernel, initramfs, spec.LogDirectory, accelerator, spec.Cpus, spec.MemoryMiB);
    }
}
