using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conformance.Protocol;

namespace Conformance.Cli.Differential;

/// <summary>
/// Peers' answers that are known already, one file each. A peer takes seconds to start in an emulated guest, and its answer depends on nothing but what the key is made of; ours are never kept.
/// </summary>
/// <param name="folder">Where they are kept.</param>
public sealed class AnswerStore(string folder)
{
    /// <summary>The name of an answer.</summary>
    /// <param name="peer">Name and version of the tracer.</param>
    /// <param name="kernel">Release of the kernel.</param>
    public static string Key(string peer, string kernel, DifferentialScript script) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [peer, kernel, script.Code, .. script.CommandLine]))))[..32];

    /// <summary>A known answer, or <c>null</c>.</summary>
    public CommandAnswer? Find(string key)
    {
        try
        {
            return JsonSerializer.Deserialize<CommandAnswer>(File.ReadAllText(PathOf(key)));
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null; // Unknown, or half written by a run that was killed: asked again.
        }
    }

    /// <summary>Keeps an answer.</summary>
    public void Keep(string key, CommandAnswer answer)
    {
        Directory.CreateDirectory(folder);
        var unfinished = $"{PathOf(key)}.{Environment.ProcessId}";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(answer));
        File.Move(unfinished, PathOf(key), overwrite: true);
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
