namespace Conformance.Images.Tests;

public sealed class KernelCatalogueTests
{
    [Test]
    public void A_series_stands_for_its_newest_cloud_build()
    {
        Catalogue("linux-image-6.12.9+deb13-cloud-amd64=6.12.9-1", "linux-image-6.12.10+deb13-cloud-amd64=6.12.10-1", "linux-image-6.12.11+deb13-amd64=6.12.11-1")
            .Candidates("6.12").Select(package => package.Release)
            .Should().Equal("6.12.10+deb13-cloud-amd64", "6.12.9+deb13-cloud-amd64");
    }

    [Test]
    public void A_release_is_newer_than_its_candidates_whatever_the_names_say()
    {
        Catalogue("linux-binary-7.3-cloud-amd64=7.3~rc7-1~exp1", "linux-binary-7.3.4+deb13-cloud-amd64=7.3.4-1~bpo13+1")
            .Candidates("7.3")[0].Release.Should().Be("7.3.4+deb13-cloud-amd64");
    }

    [Test]
    public void A_series_is_not_the_beginning_of_another()
    {
        Catalogue("linux-image-6.1.0-9-cloud-amd64=6.1.9-1", "linux-image-6.12.9+deb13-cloud-amd64=6.12.9-1")
            .Candidates("6.1").Should().ContainSingle().Which.Series.Should().Be("6.1");
    }

    [Test]
    public void An_exact_release_may_be_of_any_flavour()
    {
        Catalogue("linux-image-6.12.11+deb13-rt-amd64=6.12.11-1").Candidates("6.12.11+deb13-rt-amd64").Should().ContainSingle();
    }

    [Test]
    public void Signed_and_unsigned_builds_of_one_version_are_both_tried_signed_first()
    {
        Catalogue("linux-image-5.10.0-32-cloud-amd64-unsigned=5.10.223-1", "linux-image-5.10.0-32-cloud-amd64=5.10.223-1")
            .Candidates("5.10").Select(package => package.IsUnsigned).Should().Equal(false, true);
    }

    [Test]
    public void Series_are_listed_by_number()
    {
        Catalogue("linux-image-6.12.9+deb13-cloud-amd64=6.12.9-1", "linux-image-5.10.0-9-cloud-amd64=5.10.9-1", "linux-image-6.1.0-9-cloud-amd64=6.1.9-1", "linux-image-6.2.0-rt-amd64=6.2.1-1")
            .Series.Should().Equal("5.10", "6.1", "6.12");
    }

    [Test]
    public void An_unknown_name_tells_near_names_and_what_was_not_looked_into()
    {
        KernelCatalogue catalogue = Catalogue("linux-image-6.12.9+deb13-cloud-amd64=6.12.9-1") with { Notes = ["suite sid is not served by this mirror"] };

        FluentActions.Invoking(() => catalogue.Candidates("6.13")).Should().Throw<ImageException>()
            .WithMessage("no kernel '6.13'*6.12*suite sid is not served*kernels list").Which.Fault.Should().Be(ImageFault.UnknownKernel);
    }

    [TestCase("linux-image-5.10.0-32-cloud-amd64", "5.10.0-32-cloud-amd64")]
    [TestCase("linux-image-5.10.0-32-cloud-amd64-unsigned", "5.10.0-32-cloud-amd64")]
    [TestCase("linux-binary-7.3.4+deb13-cloud-amd64", "7.3.4+deb13-cloud-amd64")]
    [TestCase("linux-binary-unsigned-7.3.4+deb13-cloud-amd64", "7.3.4+deb13-cloud-amd64")]
    [TestCase("linux-image-6.12.9+deb13-cloud-amd64-dbg", null)]
    [TestCase("linux-image-cloud-amd64", null)]
    [TestCase("linux-image-6.12.9+deb13-cloud-arm64", null)]
    [TestCase("linux-headers-6.12.9+deb13-cloud-amd64", null)]
    [TestCase("linux-image-amd64-signed-template", null)]
    public void A_package_name_tells_the_release(string name, string? release)
    {
        KernelPackage.ReleaseOf(name).Should().Be(release);
    }

    [Test]
    public void An_empty_package_is_no_kernel_whatever_its_name()
    {
        // From 6.19 on linux-image-… only depends on linux-binary-…, which holds the kernel.
        PackageStanzas.Read(Stanza("linux-image-7.3.4+deb13-cloud-amd64", 1928) + "\n" + Stanza("linux-binary-7.3.4+deb13-cloud-amd64", 13604064))
            .Select(stanza => KernelPackage.FromStanza(stanza, "sid")).OfType<KernelPackage>()
            .Should().ContainSingle().Which.Name.Should().Be("linux-binary-7.3.4+deb13-cloud-amd64");
    }

    [Test]
    public void A_stanza_with_missing_or_senseless_fields_is_skipped()
    {
        PackageStanzas.Read("Package: linux-image-6.1.0-9-cloud-amd64\nVersion: 1\nSize: many\n\n\n\nPackage: linux-image-6.1.0-9-cloud-amd64\n: x\n more\nSize: 99999999")
            .Select(stanza => KernelPackage.FromStanza(stanza, "sid")).Should().HaveCount(2).And.OnlyContain(package => package == null);
    }

    [TestCase("boot/vmlinuz-6.1.0-9-cloud-amd64", true)]
    [TestCase("./boot/vmlinuz-6.1.0-9-cloud-amd64", true)]
    [TestCase("./usr/lib/modules/7.3.4+deb13-cloud-amd64/vmlinuz", true)]
    [TestCase("./lib/modules/7.3.4+deb13-cloud-amd64/vmlinuz", true)]
    [TestCase("./boot/System.map-6.1.0-9-cloud-amd64", false)]
    [TestCase("./usr/share/doc/boot/vmlinuz-6.1", false)]
    [TestCase("./boot/vmlinuz-6.1/../../etc", false)]
    public void The_kernel_is_known_by_its_place_in_the_package(string member, bool kernel)
    {
        DebianPackage.IsKernel(member).Should().Be(kernel);
    }

    private static string Stanza(string name, long size) => $"Package: {name}\nVersion: 7.3.4-1\nSize: {size}\nDescription: x\n more\n .\n";

    private static KernelCatalogue Catalogue(params string[] packages) => new(
        DateTimeOffset.UnixEpoch,
        [
            .. packages.Select(package => package.Split('=')).Select(parts => new KernelPackage(KernelPackage.ReleaseOf(parts[0])!, parts[0], parts[1], "sid", 9_999_999)),
        ],
        []);
}
