using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Kernel.Elf;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>A place in a program or library.</summary>
/// <param name="Path">The file that is opened.</param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Semaphore">Where in the file the counter lies that the kernel raises while the probe is attached; 0 if there is none.</param>
internal sealed record UserPlace(string Path, ulong Offset, ulong Semaphore = 0)
{
    /// <summary>Static probes: where its arguments are, as the assembler wrote it.</summary>
    public string Arguments { get; init; } = "";
}

/// <summary>Attach points that name functions of programs: <c>file:function[+offset]</c>, <c>file:0xaddress</c>, with wildcards in both.</summary>
internal static class UserFunctionPlaces
{
    public static void Resolve(PlaceRequest request, bool offsets)
    {
        var mechanism = request.Mechanism;
        var parts = request.Parts;
        if (parts.Count == 3 && parts[1] is "cpp" or "c")
        {
            if (parts[1] == "cpp")
            {
                request.Wrong("names of C++ are not taken apart", $"name the symbol as the linker sees it: nm {parts[0]}");
                return;
            }

            parts = [parts[0], parts[2]];
        }

        if (parts.Count != 2 || parts.Any(p => p.Length == 0))
        {
            request.Wrong($"'{request.Text}' is no place for {mechanism.Name}", $"write {mechanism.Name}:/bin/bash:readline, {mechanism.Name}:libc:malloc or {mechanism.Name}:/path/to/file:0xaddress");
            return;
        }

        foreach (var (path, shown) in Files(request, parts[0]))
        {
            if (Image(request, path) is { } image)
                Resolve(request, image, shown, parts[1], offsets);
            if (request.Full)
                return;
        }
    }

    /// <summary>The files that a name means, each with the name that is shown; complains if there is none.</summary>
    public static IReadOnlyList<(string Path, string Shown)> Files(PlaceRequest request, string name)
    {
        if (PlaceRequest.IsPattern(name))
        {
            var files = ProgramSearch.Like(name).Where(ProgramSearch.IsProgram).Select(f => (f, f)).ToList();
            if (files.Count == 0)
                request.Missing($"no program or library matches '{name}'");
            return files;
        }

        if (ProgramSearch.Find(name, request.Options.ProcessId) is { } found)
            return [(found, name.Contains('/', StringComparison.Ordinal) ? name : found)];
        request.Missing($"there is no file '{name}'", name.Contains('/', StringComparison.Ordinal) ? "give the path of a program or library" : "looked along PATH and, for names that begin with lib, where libraries are: give the whole path");
        return [];
    }

    /// <summary>The file's tables; complains if they cannot be read.</summary>
    public static ElfImage? Image(PlaceRequest request, string path)
    {
        try
        {
            return request.Kernel.Hooks.Image(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            request.Missing(e is InvalidDataException ? e.Message : $"{path} cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>A target; places of one file are the same however the file is named.</summary>
    public static ProbeTarget Target(Mechanism mechanism, HookCatalog hooks, UserPlace place, string point, string? function) =>
        new(mechanism, string.Create(CultureInfo.InvariantCulture, $"{hooks.OneNameOf(place.Path)}:0x{place.Offset:x}"), point, null) { Place = place, FunctionName = function };

    private static void Resolve(PlaceRequest request, ElfImage image, string shown, string text, bool offsets)
    {
        var mechanism = request.Mechanism;
        if (KernelFunctionPlaces.TryNumber(text, out var address) && char.IsAsciiDigit(text[0]))
        {
            if (!offsets)
                request.Wrong($"{mechanism.Name} needs a function's name", "uprobe takes an address");
            else if (image.OffsetOf(address) is { } offset)
                request.Add(Target(mechanism, request.Kernel.Hooks, new UserPlace(image.Path, offset), $"{mechanism.Name}:{shown}:0x{address:x}", image.Symbols.Find(address)?.Name));
            else
                request.Missing($"nothing of {shown} is mapped at 0x{address:x}", $"see readelf -lW {shown}: addresses are those of the file, before it is loaded");
            return;
        }

        if (PlaceRequest.IsPattern(text))
        {
            Wildcard(request, image, shown, text);
            return;
        }

        var plus = text.LastIndexOf('+');
        var (name, inside) = (text, 0UL);
        if (plus > 0 && KernelFunctionPlaces.TryNumber(text.AsSpan(plus + 1), out inside))
            name = text[..plus];
        if (inside != 0 && !offsets)
        {
            request.Wrong($"{mechanism.Name} cannot stand inside a function", "uprobe can: uprobe:file:function+offset");
            return;
        }

        if (image.Symbols.Find(name) is not { } symbol)
        {
            request.Missing($"{shown} has no function '{name}'", image.Symbols.Count == 0
                ? $"it has no symbols at all (stripped): give an address, {mechanism.Name}:{shown}:0x…"
                : NearNames.Hint(name, image.Symbols.Like("*").Select(s => s.Name)) ?? $"see what there is: tracer -l '{mechanism.Name}:{shown}:*'");
        }
        else if (inside != 0 && symbol.Size != 0 && inside >= symbol.Size)
        {
            request.Wrong($"{name} has only {symbol.Size} bytes, so {name}+{inside} lies outside", "the offset counts bytes from the function's start");
        }
        else if (image.OffsetOf(symbol.Address + inside) is { } offset)
        {
            request.Add(Target(mechanism, request.Kernel.Hooks, new UserPlace(image.Path, offset), $"{mechanism.Name}:{shown}:{name}{(inside == 0 ? "" : $"+{inside}")}", name));
        }
        else
        {
            request.Missing($"{shown} says that {name} is at 0x{symbol.Address:x}, but nothing of the file is mapped there");
        }
    }

    private static void Wildcard(PlaceRequest request, ElfImage image, string shown, string pattern)
    {
        var before = request.Found;
        // Aliases share a place: one probe there is enough.
        var places = new HashSet<ulong>();
        foreach (var symbol in image.Symbols.Like(pattern))
        {
            if (image.OffsetOf(symbol.Address) is { } offset && places.Add(offset))
                request.Add(Target(request.Mechanism, request.Kernel.Hooks, new UserPlace(image.Path, offset), $"{request.Mechanism.Name}:{shown}:{symbol.Name}", symbol.Name) with { Expanded = true });
            if (request.Full)
                return;
        }

        if (request.Found == before && places.Count == 0)
            request.Missing($"no function of {shown} matches '{pattern}'", image.Symbols.Count == 0 ? "it has no symbols at all (stripped)" : null);
    }
}
