namespace Conformance.Images;

public sealed partial class KernelStore
{
    /// <summary>Gives a module of a kernel as insmod(8) takes it, from the cache where it is there.</summary>
    /// <param name="kernel">A kernel of the mirror, as <see cref="FetchAsync"/> gave it.</param>
    /// <param name="name">Its file's name without endings (<c>tun</c>).</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <returns>The path of the module.</returns>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<string> FetchModuleAsync(KernelImage kernel, string name, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string file = Path.Combine(options.CacheRoot, "modules", $"{name}-{kernel.Release}.ko");
        if (File.Exists(file))
            return file;
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        KernelCatalogue catalogue = ReadCatalogue(options.MaximumAge) ?? await UpdateAsync(progress, cancellationToken).ConfigureAwait(false);
        KernelPackage package = catalogue.Packages.FirstOrDefault(package => package.Id == kernel.Package)
            ?? throw new ImageException(ImageFault.NotServed, $"the mirror no longer lists {kernel.Package}, whose modules are asked for. Fetch the kernel anew: ./conformance kernels fetch --refresh");
        progress?.Report($"{kernel.Release}: downloading {package.ModulesId} for its module {name}");
        using MemoryStream module = await WithPackageAsync(package.Suite, package.ModulesId, archive => DebianPackage.ReadModuleAsync(archive, name, cancellationToken), cancellationToken).ConfigureAwait(false);
        AtomicFile.Write(file, module.WriteTo, _ => { });
        return file;
    }
}
