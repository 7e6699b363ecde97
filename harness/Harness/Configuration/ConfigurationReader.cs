using System.Collections;
using System.Text.Json;
using Conformance.Harness.Peers;
using Conformance.Harness.Runs;
using Conformance.Harness.Text;
using Microsoft.Extensions.Configuration;

namespace Conformance.Harness.Configuration;

/// <summary>Reads a <see cref="RunConfiguration"/>: defaults, then <c>conformance.json</c>, then <c>CONFORMANCE_*</c> variables, then options.</summary>
public static class ConfigurationReader
{
    /// <summary>Name of the file, looked for in the current directory.</summary>
    public const string FileName = "conformance.json";

    /// <summary>Reads all sources.</summary>
    /// <param name="directory">Where <c>conformance.json</c> may lie.</param>
    /// <param name="variables">The environment (<see cref="Environment.GetEnvironmentVariables()"/>); only <c>CONFORMANCE_*</c> is looked at.</param>
    /// <param name="options">What the command line says, by key name; <c>null</c> values count as not given.</param>
    /// <exception cref="ConfigurationException">A source is broken, or has an unknown key or a bad value.</exception>
    public static RunConfiguration Read(string directory, IDictionary variables, IReadOnlyDictionary<string, string?> options)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in ConfigurationKeys.All)
            Put(merged, key, "default", key.Default);
        var file = Path.Combine(directory, FileName);
        IReadOnlyList<PeerDefinition> peers = [];
        if (File.Exists(file))
        {
            var source = FromFile(file);
            peers = PeerSection.Read(source.GetSection(PeerSection.Name));
            Merge(merged, source, key => $"{FileName}: key '{key}'", peers);
        }

        Merge(merged, FromVariables(variables), key => $"variable CONFORMANCE_{key.ToUpperInvariant()}", peers);
        Merge(merged, FromOptions(options), key => $"option --{key.Replace('_', '-')}", peers);
        return new ConfigurationBuilder().AddInMemoryCollection(merged).Build().Get<RunConfiguration>()! with { Peers = peers };
    }

    /// <summary>Variables that the launcher script reads or sets; no keys.</summary>
    private static readonly string[] s_launchersVariables = ["CONFORMANCE_ROOT", "CONFORMANCE_INSTALL"];

    private static IConfigurationRoot FromFile(string file)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false).Build();
        }
        catch (InvalidDataException e)
        {
            var json = e.InnerException?.InnerException as JsonException ?? e.InnerException as JsonException;
            var place = json?.LineNumber is { } line ? $" in line {line + 1}" : "";
            throw new ConfigurationException($"{FileName}{place} is not valid JSON: {(json ?? e.InnerException ?? e).Message} Correct the file, or delete it to run with the defaults.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{FileName} cannot be read: {e.Message}", e);
        }
    }

    private static IConfigurationRoot FromVariables(IDictionary variables)
    {
        const string prefix = "CONFORMANCE_";
        var own = variables.Keys.Cast<string>()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !s_launchersVariables.Contains(name))
            .Select(name => KeyValuePair.Create(name[prefix.Length..].ToLowerInvariant(), (string?)variables[name]));
        return new ConfigurationBuilder().AddInMemoryCollection(own).Build();
    }

    private static IConfigurationRoot FromOptions(IReadOnlyDictionary<string, string?> options) =>
        new ConfigurationBuilder().AddInMemoryCollection(options.Where(option => option.Value is not null)).Build();

    private static void Merge(Dictionary<string, string?> merged, IConfigurationRoot source, Func<string, string> place, IReadOnlyList<PeerDefinition> peers)
    {
        foreach (var section in source.GetChildren().Where(section => section.Key != PeerSection.Name))
        {
            var where = place(section.Key);
            var key = ConfigurationKeys.Find(section.Key)
                ?? throw new ConfigurationException($"{where} is unknown. {NearNames.Hint(section.Key, [.. ConfigurationKeys.All.Select(k => k.Name)])}");
            var children = section.GetChildren().ToArray();
            if (children.Length > 0 && (!key.IsList || children.Any(child => child.Value is null)))
                throw new ConfigurationException($"{where} must be {(key.IsList ? "a list of texts" : "one value")}: {key.Values}.");
            Put(merged, key, where, children.Length > 0 ? string.Join(',', children.Select(child => child.Value)) : section.Value ?? "", peers);
        }
    }

    /// <summary>Which engines there are is known only once the peers have been read.</summary>
    private static string Engine(string name, IReadOnlyList<PeerDefinition> peers) => Engines.IsPeer(name) && StoredPeers.Find(name, peers) is null
        ? throw new FormatException($"there is no such engine. {NearNames.Hint(name, [.. Engines.Names, "bpftrace-0.27", "bpftrace-0.23.2", "bpftrace-0.17", .. peers.Select(peer => peer.Name)])}")
        : name;

    private static void Put(Dictionary<string, string?> merged, ConfigurationKey key, string where, string written, IReadOnlyList<PeerDefinition>? peers = null)
    {
        try
        {
            if (!key.IsList)
            {
                merged[key.Name] = key.Parse(written.Trim());
                return;
            }

            foreach (var old in merged.Keys.Where(name => name.StartsWith(key.Name + ":", StringComparison.Ordinal)).ToArray())
                merged.Remove(old);
            var items = written.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (items.Length == 0)
                throw new FormatException("the list is empty");
            foreach (var (index, item) in items.Distinct(StringComparer.Ordinal).Index())
                merged[$"{key.Name}:{index}"] = key.Name == "engines" ? Engine(item, peers ?? []) : key.Parse(item);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{where} has the value '{written}': {e.Message.TrimEnd('.')}. Values: {key.Values}.", e);
        }
    }
}
