using Holdfast.DeviceLink;

namespace Holdfast.HostUnit.DeviceLink;

[TestClass]
public sealed class HostHalfFileTests
{
    [TestMethod]
    public void WhatWasCreatedIsReadAgainByItsOwnerOnly()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.FullName, "new", "host-half");
        byte[] half = HostHalfFile.Create(path);
        Assert.AreEqual(32, half.Length);
        CollectionAssert.AreEqual(half, HostHalfFile.Read(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(path));
        }
    }

    [TestMethod]
    public void AnExistingHalfIsNeverReplaced()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("host-half");
        byte[] half = HostHalfFile.Create(path);
        Assert.ThrowsException<IOException>(() => HostHalfFile.Create(path));
        CollectionAssert.AreEqual(half, HostHalfFile.Read(path));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("00")]
    [DataRow("zz00000000000000000000000000000000000000000000000000000000000000")]
    [DataRow("000000000000000000000000000000000000000000000000000000000000000000")]
    public void AnythingElseIsRefusedWithoutRepeatingIt(string content)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("host-half");
        System.IO.File.WriteAllText(path, content);
        TemporaryFolder.SetMode(path, UnixFileMode.UserRead);
        InvalidDataException refusal = Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.Read(path));
        Assert.IsTrue(content.Length < 4 || !refusal.Message.Contains(content, StringComparison.Ordinal));
        Assert.ThrowsException<FileNotFoundException>(() => HostHalfFile.Read(path + ".missing"));
    }

    [TestMethod]
    [DataRow(UnixFileMode.GroupRead)]
    [DataRow(UnixFileMode.GroupWrite)]
    [DataRow(UnixFileMode.OtherRead)]
    [DataRow(UnixFileMode.OtherWrite)]
    public void HalfThatOthersMayReadOrChangeIsRefused(UnixFileMode loose)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("host-half");
        HostHalfFile.Create(path);
        TemporaryFolder.SetMode(path, UnixFileMode.UserRead | loose);
        StringAssert.Contains(Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.Read(path)).Message, "chmod 600");
    }
}
