namespace Conformance.Images.Tests;

public sealed class BootImageTests
{
    private readonly TemporaryDirectory directory = new();

    [OneTimeTearDown]
    public void Remove() => directory.Dispose();

    [Test]
    public void I_can_read_the_release_of_a_kernel_file()
    {
        BootImage.ReadRelease(File("good", FakeKernel.Of("6.12.9+deb13-cloud-amd64"))).Should().Be("6.12.9+deb13-cloud-amd64");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(0x1FF)]
    [TestCase(0x20F)]
    public void A_file_that_ends_within_the_boot_header_is_no_kernel(int length)
    {
        byte[] bytes = FakeKernel.Of("6.12.9")[..length];

        Fails(File($"short-{length}", bytes), ImageFault.NotAKernel, "*no bootable x86 kernel*");
    }

    [TestCase(0x1FE)]
    [TestCase(0x202)]
    [TestCase(0x205)]
    public void A_file_with_one_wrong_byte_in_the_magic_is_no_kernel(int offset)
    {
        byte[] bytes = FakeKernel.Of("6.12.9");
        bytes[offset] ^= 1;
        string path = File($"wrong-{offset}", bytes);

        Fails(path, ImageFault.NotAKernel, "*no bootable x86 kernel*");
        BootImage.IsBootable(path).Should().BeFalse();
    }

    [Test]
    public void A_version_pointer_that_leads_outside_is_an_error_and_not_a_crash()
    {
        byte[] bytes = FakeKernel.Of("6.12.9");
        (bytes[0x20E], bytes[0x20F]) = (0xFF, 0xFF);

        Fails(File("pointer", bytes), ImageFault.NotAKernel, "*without a version*");
    }

    [Test]
    public void A_file_that_is_not_there_is_an_error_with_its_path()
    {
        Fails(directory["nowhere"], ImageFault.Unreadable, "cannot read the kernel '*nowhere'*");
    }

    private string File(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(directory[name], bytes);
        return directory[name];
    }

    private static void Fails(string path, ImageFault fault, string message) =>
        FluentActions.Invoking(() => BootImage.ReadRelease(path)).Should().Throw<ImageException>().WithMessage(message).Which.Fault.Should().Be(fault);
}
