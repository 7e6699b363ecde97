namespace Conformance.Cli.Doctor;

/// <summary>What became of an attempt to start a guest on KVM.</summary>
/// <param name="Works">Whether the guest really ran.</param>
/// <param name="Detail">How long it took, or why it did not; one line.</param>
public sealed record KvmTrialResult(bool Works, string Detail);

/// <summary>Looks for KVM by starting a guest on it: that /dev/kvm opens proves nothing, nested hosts offer it and then run no guest.</summary>
/// <param name="trial">Starts a guest, with a deadline of its own.</param>
public sealed class KvmCheck(Func<CancellationToken, Task<KvmTrialResult>> trial) : ICheck
{
    private const string Name = "KVM";

    /// <inheritdoc/>
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        KvmTrialResult result = await trial(cancellationToken).ConfigureAwait(false);
        return new Finding(
            Name, result.Works, result.Detail, result.Works ? null : "nothing: guests are emulated (TCG), which takes 3 to 4 s a boot")
        { Required = false };
    }
}
