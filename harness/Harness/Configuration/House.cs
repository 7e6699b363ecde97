namespace Conformance.Harness.Configuration;

/// <summary>Finds the house (the repository) that this program was built in: the folder that holds <c>Conformance.sln</c>.</summary>
public static class House
{
    /// <summary>The house's folder, or <c>null</c> if the program was copied out of it.</summary>
    public static string? Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The folder with <c>Conformance.sln</c>, in or above a directory.</summary>
    public static string? Find(string directory)
    {
        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conformance.sln")))
                return folder.FullName;
        }

        return null;
    }

    /// <summary>A path in the house.</summary>
    /// <exception cref="ConfigurationException">There is no house; the message says which key to set instead.</exception>
    public static string Locate(string relativePath, string key) =>
        Root is { } root
            ? Path.Combine(root, relativePath)
            : throw new ConfigurationException($"{relativePath} is looked for in the repository, but {AppContext.BaseDirectory} is not inside it. Set {ConfigurationKeys.Find(key)!.Option}.");
}
