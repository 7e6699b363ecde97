using System.CommandLine;
using Conformance.Cli.Doctor;
using Conformance.Images;
using Conformance.Machines.Kvm;
using Spectre.Console;

namespace Conformance.Cli.Commands;

/// <summary><c>doctor</c>: what this machine lacks, and how to get it.</summary>
public static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Show every prerequisite, found or missing, with the remedy.");
        command.SetAction((_, cancellationToken) => Diagnosis.RunAsync(
            Diagnosis.Checks(TryKvmAsync, Environment.GetEnvironmentVariable(TracerBinary.Variable), CacheDirectory.Default), AnsiConsole.Console, cancellationToken));
        return command;
    }

    private static async Task<KvmTrialResult> TryKvmAsync(CancellationToken cancellationToken)
    {
        var verdict = await KvmTrial.RunAsync("qemu-system-x86_64", KvmTrial.DefaultDeadline, cancellationToken);
        return new KvmTrialResult(verdict.Works, verdict.Reason);
    }
}
