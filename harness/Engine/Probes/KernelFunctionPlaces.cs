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

        if (request.Parts.Count > 2 || request.Parts.Any(p => p.Length == 0))
        {
            request.Wrong($"'{request.Text}' is no place for {mechanism.Name}", $"write {mechanism.Name}:function or {mechanism.Name}:module:function");
            return;
        }

        var module = request.Parts.Count == 2 ? request.Parts[0] : null;
        if (module == "bpf" && mechanism.NeedsBtfFunction)
        {
            request.Wrong($"{mechanism.Name} of a BPF program is not supported", "trace a function of the kernel");
            return;
        }

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
        foreach (var (name, module) in functions)
        {
            // Two functions of one name: kprobes by name would be refused or take the wrong one.
            if (!names.Add(name))
                continue;
            var function = request.Kernel.FindFunction(name);
            if (request.Mechanism.NeedsBtfFunction && (function is null || module is not null))
                continue;
            request.Add(Target(request, module, name, function) with { Expanded = true });
            if (request.Full)
                return;
        }
    }

    private static void Named(PlaceRequest request, string? module, string name)
    {
        var mechanism = request.Mechanism;
        if (module is not null && mechanism.NeedsBtfFunction)
        {
            InModule(request, module, name);
            return;
        }

        var function = module is null ? request.Kernel.FindFunction(name) : null;
        if (function is not null || !mechanism.NeedsBtfFunction)
        {
            // Attaching finds out best what is there. But a script that may go on without must know before.
            if (request.MayBeMissing && Absence(request.Kernel.Hooks, module, name) is { } reason)
                request.Missing(reason, $"see what there is: tracer -l '{mechanism.Name}:*'");
            else
                request.Add(Target(request, module, name, function));
            return;
        }

        if (request.Kernel.MissingReason is { } missing)
            throw request.NoTypes(missing);
        request.Missing($"this kernel has no function '{name}' that {mechanism.Name} could use",
            NearNames.Hint(name, request.Kernel.FunctionsLike("*")) ?? "kprobe also reaches functions that BTF does not know");
    }

    /// <summary>Why a probe on this function would be refused, as far as the kernel's lists tell.</summary>
    private static string? Absence(HookCatalog hooks, string? module, string name) =>
        hooks.Symbols is { MissingReason: null, Count: > 0 } && !hooks.Symbols.Contains(name, module) ? $"this kernel has no function '{name}'"
        : hooks.Tracefs.CanTrace(name) == false ? $"this kernel does not let its function '{name}' be traced"
        : null;

    private static void InModule(PlaceRequest request, string module, string name)
    {
        if (request.Kernel.Module(module) is not { } types)
            request.Missing($"no module '{module}' with types is loaded", $"load it (modprobe {module}); its types are then in /sys/kernel/btf/{module}");
        else if (types.FindFunction(name) is { } function)
            request.Add(Target(request, module, name, function));
        else
            request.Missing($"module {module} has no function '{name}' that {request.Mechanism.Name} could use", NearNames.Hint(name, types.FunctionsLike("*")));
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
        var written = module is null or Itself ? name : $"{module}:{name}";
        request.Add(new ProbeTarget(request.Mechanism, offset == 0 ? written : $"{written}+{offset}", $"{request.Mechanism.Name}:{written}+{offset}", offset == 0 ? request.Kernel.FindFunction(name) : null)
        {
            Place = new KernelPlace(name, module == Itself ? null : module, offset),
            FunctionName = name,
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
        var written = module is null ? name : $"{module}:{name}";
        var point = $"{request.Mechanism.Name}:{written}";
        return new ProbeTarget(request.Mechanism, written, point, function)
        {
            Place = new KernelPlace(name, module, 0),
            FunctionName = name,
            Printed = request.Mechanism.NeedsBtfFunction && module is null ? $"{request.Mechanism.Name}:{Itself}:{name}" : point,
        };
    }

    internal static bool TryNumber(ReadOnlySpan<char> text, out ulong value)
    {
        if (IntegerLiteral.TryParse(text, out value, out _))
            return true;
        value = 0;
        return false;
    }
}
