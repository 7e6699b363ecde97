using Conformance.Engine.Instrumentation;
using Conformance.Harness.Configuration;
using Conformance.Harness.Text;
using Conformance.Protocol;
using Microsoft.Extensions.Configuration;

namespace Conformance.Harness.Peers;

/// <summary>Reads the section <c>peers</c> of <c>conformance.json</c>: an object a peer.</summary>
public static class PeerSection
{
    /// <summary>Name of the section.</summary>
    public const string Name = "peers";

    private static readonly string[] s_keys = ["package", "files", "command", "environment", "dialect", "instrument", "attached", "firing", "pulse"];

    /// <summary>The peers of a section.</summary>
    /// <exception cref="ConfigurationException">One is wrong; the message names it, its key and what to write.</exception>
    public static IReadOnlyList<PeerDefinition> Read(IConfiguration section) => [.. section.GetChildren().Select(Read)];

    private static PeerDefinition Read(IConfigurationSection section)
    {
        var name = section.Key;
        if (Runs.Engines.Names.Contains(name) || PeerDefinition.BuiltIn(name) is not null)
            throw Wrong(name, "is the name of an engine that is there already; choose another");
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            throw Wrong(name, "may hold letters, digits, '-', '.' and '_' only: it becomes part of file names");
        if (section.GetChildren().FirstOrDefault(child => !s_keys.Contains(child.Key)) is { } unknown)
            throw Wrong(name, $"has an unknown key '{unknown.Key}'. {NearNames.Hint(unknown.Key, s_keys)}");
        var defaults = new PeerDefinition { Name = name };
        var definition = defaults with
        {
            Package = section["package"] ?? "",
            Files = [.. Texts(section.GetSection("files"))],
            Command = Texts(section.GetSection("command")) is { Length: > 0 } command ? command : defaults.Command,
            Environment = section.GetSection("environment").GetChildren().ToDictionary(variable => variable.Key, variable => variable.Value ?? ""),
            Dialect = section["dialect"] ?? defaults.Dialect,
            Instrument = section["instrument"] is not { } instrument || (bool.TryParse(instrument, out var change) ? change : throw Wrong(name, "must have true or false as 'instrument'")),
            Attached = section["attached"] ?? "",
            Firing = section["firing"] ?? "",
            Pulse = section["pulse"] ?? "",
        };
        Check(definition);
        return definition;
    }

    private static void Check(PeerDefinition peer)
    {
        if (peer.Package.Length > 0 == peer.Files.Count > 0)
            throw Wrong(peer.Name, "must have either 'package' (like bpftrace-0.27) or 'files' (paths, the program first)");
        if (peer.Package.Length > 0 && peer.PackageVersion.Length == 0)
            throw Wrong(peer.Name, $"has the package '{peer.Package}', which is no name with a version (like bpftrace-0.27)");
        if (peer.Files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw Wrong(peer.Name, $"names the file '{missing}', which does not exist");
        if (!peer.Command.Any(word => word.Contains("{script}", StringComparison.Ordinal)))
            throw Wrong(peer.Name, "has a 'command' without {script}");
        if (Dialect.Find(peer.Dialect) is null)
            throw Wrong(peer.Name, $"has the dialect '{peer.Dialect}'. {NearNames.Hint(peer.Dialect, [.. Dialect.All.Select(dialect => dialect.Name)])}");
        var (attached, firing) = (Pattern(peer.Name, "attached", peer.Attached), Pattern(peer.Name, "firing", peer.Firing));
        if (Pattern(peer.Name, "pulse", peer.Pulse) is { } pulse && !pulse.Holes.Contains("time"))
            throw Wrong(peer.Name, "needs the hole {time} in 'pulse'");
        if (!peer.Instrument && (attached is null || firing is null))
            throw Wrong(peer.Name, "is not instrumented, so it needs 'attached' (what its output says when it is) and 'firing' (what a firing looks like)");
        if (firing is not null && !(firing.Holes.Contains("probe") && firing.Holes.Contains("tid") && firing.Holes.Contains("time")))
            throw Wrong(peer.Name, "needs the holes {probe}, {tid} and {time} in 'firing': nothing can be judged without them");
    }

    private static LinePattern? Pattern(string name, string key, string text)
    {
        try
        {
            return text.Length == 0 ? null : LinePattern.Parse(text);
        }
        catch (FormatException exception)
        {
            throw Wrong(name, $"has a bad '{key}': {exception.Message}");
        }
    }

    /// <summary>A list, or one text with blanks between its words.</summary>
    private static string[] Texts(IConfigurationSection section) => section.Value is { } text
        ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : [.. section.GetChildren().Select(child => child.Value ?? "")];

    private static ConfigurationException Wrong(string name, string what) => new($"{ConfigurationReader.FileName}: peer '{name}' {what}. docs/recipes.md has an example.");
}
