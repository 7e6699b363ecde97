namespace Conformance.Cli.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="Found">Whether it is there and usable.</param>
/// <param name="Detail">Version, path or reason; one line.</param>
/// <param name="Remedy">How to get it; <c>null</c> where nothing is to be done.</param>
public sealed record Finding(string Name, bool Found, string Detail, string? Remedy = null)
{
    /// <summary>Whether a run is impossible without it.</summary>
    public bool Required { get; init; } = true;

    /// <summary><c>found</c>, <c>missing</c>, or <c>absent</c> for what a run can do without.</summary>
    public string State => Found ? "found" : Required ? "missing" : "absent";
}

/// <summary>Looks for one thing. Never throws for what it looks for being absent or broken: that is its finding.</summary>
public interface ICheck
{
    /// <summary>Looks.</summary>
    Task<Finding> RunAsync(CancellationToken cancellationToken);
}
