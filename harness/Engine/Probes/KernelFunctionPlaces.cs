using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>A place in the kernel's code.</summary>
/// <param name="Symbol">The function, or empty for a bare address.</param>
/// <param name="Module">The module that the script names, or <c>null</c>.</param>
/// <param name="Offset">Bytes from the function's start; for a bare address, the address.</param>
internal sealed record KernelPlace(string Symbol, string? Module, ulong Offset)
{
    /// <summary>What the kernel wants to be told: <c>name</c>, or <c>module:name</c>, which keeps it from taking a namesake.</summary>
    public string KernelName => Module is null ? Symbol : $"{Module}:{Symbol}";
}

/// <summary>Attach points that name kernel functions: <c>[module:]function[+offset]</c> with wildcards in both names, or <c>0xaddress</c>.</summary>
internal static class KernelFunctionPlaces
{
    /// <summary>What stands for the kernel itself where a module may be named.</summary>
    public const string Itself = "vmlinux";

    /// <param name="offsets">Whether the mechanism reaches into functions, and addresses.</param>
    /// <exception cref="UnsupportedException">The kernel has no BTF and the attach point needs it.</exception>
    public static void Resolve(PlaceRequest request, bool offsets)
    {
        var mechanism = request.Mechanism;
        if (request.Parts.Count == 0 || request.Text.Length == 0)
        {
            request.Wrong($"'{mechanism.Name}' needs a function", $"write {mechanism.Name}:hrtimer_nanosleep");
            return;
        }

        if (request.Parts[0] == RunningPrograms.Module && request.Parts.Count > 1 && mechanism.NeedsBtfFunction)
        {
            ProgramPlaces.Resolve(request);
            return;
        }

        if (request.Parts.Count > 2 || request.Parts.Any(p => p.Length == 0))
        {
            request.Wrong($"'{request.Text}' is no place for {mechanism.Name}", $"write {mechanism.Name}:function or {mechanism.Name}:module:function");
            return;
        }

        var module = request.Parts.Count == 2 ? request.Parts[0] : null;
        var name = request.Parts[^1];
        if (name.AsSpan().ContainsAny("+-\"/ "))
            InsideFunction(request, module, name, offsets);
        else if (char.IsAsciiDigit(name[0]))
            Address(request, name, offsets);
        else if (PlaceRequest.IsPattern(name) || (module is not null && PlaceRequest.IsPattern(module)))
            Wildcard(request, module, name);
        else
            Named(request, module == Itself ? null : module, name);
    }

    private static void Wildcard(PlaceRequest request, string? module, string pattern)
    {
        var tracefs = request.Kernel.Hooks.Tracefs;
        if (request.Mechanism.NeedsBtfFunction && request.Kernel.MissingReason is { } reason)
            throw request.NoTypes(reason);
        if (tracefs.FunctionsMissingReason is null)
            Add(request, tracefs.FunctionsLike(pattern, module));
        else if (module is not null and not Itself && request.Kernel.Module(module) is { } types)
            Add(request, types.FunctionsLike(pattern).Select(name => new TraceableFunction(name, module)));
        else if (request.Kernel.MissingReason is { } missing)
            throw new UnsupportedException("btf", $"{request.Mechanism.Name}:{pattern} needs a list of the kernel's functions: {tracefs.FunctionsMissingReason}, and {missing}");
        else
            Add(request, request.Kernel.FunctionsLike(pattern).Select(name => new TraceableFunction(name, null)));
        if (!request.Found)
            request.Missing($"no function of this kernel matches '{request.Text}'", $"see what there is: tracer -l '{request.Mechanism.Name}:*'");
    }

    private static void Add(PlaceRequest request, IEnumerable<TraceableFunction> functions)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var typed = request.Mechanism.NeedsBtfFunction;
        foreach (var (name, module) in functions)
        {
            // Two functions of one name: kprobes by name would be refused or take the wrong one.
            if (!names.Add(typed ? $"{module}:{name}" : name))
                continue;
            var function = module is null ? request.Kernel.FindFunction(name) : typed && request.Mechanism.TakesModules ? request.Kernel.Module(module)?.FindFunction(name) : null;
            if (typed && function is null)
                continue;
            request.Add(Target(request, module, name, function) with { Expanded = true });
            if (request.Full)
                return;
        }
    }

    private static void Named(PlaceRequest request, string? module, string name)
    {
        var mechanism = request.Mechanism;
        var function = module is null ? request.Kernel.FindFunction(name) : null;
        var home = module ?? (function is null ? Home(request.Kernel.Hooks, name) : null);
        if (home is not null && mechanism.NeedsBtfFunction)
        {
            InModule(request, home, name);
            return;
        }

        if (function is not null || !mechanism.NeedsBtfFunction)
        {
            // Attaching finds out best what is there. But a script that may go on without must know before.
            if (request.MayBeMissing && Absence(request.Kernel.Hooks, module, name) is { } reason)
                request.Missing(reason, $"see what there is: tracer -l '{mechanism.Name}:*'");
            else
                request.Add(Target(request, module, name, function) with { Hook = Hook(home, name), Module = home });
            return;
        }

        if (request.Kernel.MissingReason is { } missing)
            throw request.NoTypes(missing);
        request.Missing($"this kernel has no function '{name}' that {mechanism.Name} could use",
            NearNames.Hint(name, request.Kernel.FunctionsLike("*")) ?? "kprobe also reaches functions that BTF does not know");
    }

    /// <summary>The module of a function whose module the script does not name; symbols are looked through only where a module is loaded.</summary>
    private static string? Home(HookCatalog hooks, string name) => hooks.HasModules ? hooks.Symbols.ModuleOf(name) : null;

    /// <summary>Why a probe on this function would be refused, as far as the kernel's lists tell.</summary>
    private static string? Absence(HookCatalog hooks, string? module, string name) =>
        hooks.Symbols is { MissingReason: null, Count: > 0 } && !hooks.Symbols.Contains(name, module) ? $"this kernel has no function '{name}'"
        : hooks.Tracefs.CanTrace(name) == false ? $"this kernel does not let its function '{name}' be traced"
        : null;

    private static void InModule(PlaceRequest request, string module, string name)
    {
        var mechanism = request.Mechanism;
        if (!mechanism.TakesModules)
            request.Wrong($"{mechanism.Name} takes functions of the kernel itself only", $"use {mechanism.Alternative}:{request.Text}");
        else if (request.Kernel.Module(module) is { } types)
            AddOf(types);
        else if (request.Kernel.MissingReason is { } reason)
            throw request.NoTypes(reason);
        else if (request.Kernel.Hooks.HasModule(module))
            request.Missing($"this kernel does not know the types of module {module}, which {mechanism.Name} needs: it has no /sys/kernel/btf/{module}", $"kprobe does without: kprobe:{module}:{name}");
        else
            request.Missing($"no module '{module}' is loaded", $"load it: modprobe {module}");

        void AddOf(IKernelTypes types)
        {
            if (types.FindFunction(name) is { } function)
                request.Add(Target(request, module, name, function));
            else
                request.Missing($"module {module} has no function '{name}' that {mechanism.Name} could use", NearNames.Hint(name, types.FunctionsLike("*")) ?? $"see what there is: tracer -l '{mechanism.Name}:{module}:*'");
        }
    }

    private static void InsideFunction(PlaceRequest request, string? module, string text, bool offsets)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        if (plus <= 0 || !TryNumber(text.AsSpan(plus + 1), out var offset) || text.AsSpan(0, plus).ContainsAny("-\"/ *?"))
        {
            request.Wrong($"'{text}' is no place in a function", $"write {request.Mechanism.Name}:function{(offsets ? ", or kprobe:function+0x10" : "")}");
            return;
        }

        if (!offsets)
        {
            request.Wrong($"{request.Mechanism.Name} cannot stand inside a function", "kprobe can: kprobe:function+offset");
            return;
        }

        var name = text[..plus];
        module = module == Itself ? null : module;
        var function = module is null ? request.Kernel.FindFunction(name) : null;
        var home = module ?? (function is null ? Home(request.Kernel.Hooks, name) : null);
        request.Add(new ProbeTarget(request.Mechanism, offset == 0 ? Hook(home, name) : $"{Hook(home, name)}+{offset}", $"{request.Mechanism.Name}:{Hook(module, name)}+{offset}", offset == 0 ? function : null)
        {
            Place = new KernelPlace(name, module, offset),
            FunctionName = name,
            Module = home,
        });
    }

    private static void Address(PlaceRequest request, string text, bool offsets)
    {
        if (!offsets || !TryNumber(text, out var address))
        {
            request.Wrong($"'{text}' is no place for {request.Mechanism.Name}", offsets ? "an address is written kprobe:0xffffffff81000000" : "name a function");
            return;
        }

        var hook = "0x" + address.ToString("x", CultureInfo.InvariantCulture);
        request.Add(new ProbeTarget(request.Mechanism, hook, $"{request.Mechanism.Name}:{hook}", null) { Place = new KernelPlace("", null, address) });
    }

    private static ProbeTarget Target(PlaceRequest request, string? module, string name, KernelFunction? function)
    {
        var written = Hook(module, name);
        var point = $"{request.Mechanism.Name}:{written}";
        return new ProbeTarget(request.Mechanism, written, point, function)
        {
            Place = new KernelPlace(name, module, 0),
            FunctionName = name,
            Module = module,
            Printed = request.Mechanism.NeedsBtfFunction && module is null ? $"{request.Mechanism.Name}:{Itself}:{name}" : point,
        };
    }

    /// <summary>One name for a function, whether or not the script names its module.</summary>
    private static string Hook(string? module, string name) => module is null ? name : $"{module}:{name}";

    internal static bool TryNumber(ReadOnlySpan<char> text, out ulong value)
    {
        if (IntegerLiteral.TryParse(text, out value, out _))
            return true;
        value = 0;
        return false;
    }
}
