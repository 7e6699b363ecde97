using CliWrap;
using Conformance.Machines;
using Conformance.Machines.Containers;
using Conformance.Machines.Processes;
using Conformance.Machines.Qemu;

// Starts one child, prints its process id and waits to be killed.
//   hold PROGRAM [ARGUMENT...]        any program that prints a line when it is up
//   contain ENGINE TRACER CACHE       a container (ENGINE as --container-engine); prints its own process id
//   boot KERNEL INITRAMFS DIRECTORY   a virtual machine; its log goes to the directory
switch (args)
{
    case ["hold", var program, .. var arguments]:
        // The process id exists before the program does; its first line says that it runs.
        var up = new TaskCompletionSource();
        var process = await TetheredProcess.StartAsync(
            program, arguments, PipeSource.Null, PipeTarget.ToDelegate(_ => up.TrySetResult()), PipeTarget.Null);
        await up.Task;
        Console.WriteLine(process.Id);
        break;
    case ["boot", var kernel, var initramfs, var directory]:
        var spec = new VirtualMachineSpec("held", "held", "qemu-system-x86_64", kernel, initramfs, directory, Accelerator.Tcg, Cpus: 1, MemoryMiB: 256);
        var machine = await VirtualMachine.StartAsync(spec, CancellationToken.None);
        Console.WriteLine(machine.ProcessId);
        break;
    case ["contain", var engine, var tracer, var cache]:
        var provider = new ContainerProvider(engine, cache);
        var contained = await provider.StartAsync(new MachineSpec("held", null, tracer, cache), progress: null, CancellationToken.None);
        Console.WriteLine(Environment.ProcessId);
        GC.KeepAlive(contained);
        break;
    default:
        Console.Error.WriteLine("usage: hold PROGRAM [ARGUMENT...] | boot KERNEL INITRAMFS DIRECTORY | contain ENGINE TRACER CACHE");
        return 2;
}

await Task.Delay(Timeout.Infinite);
return 0;
