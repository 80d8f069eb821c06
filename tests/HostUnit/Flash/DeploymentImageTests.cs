using System.Security.Cryptography;
using System.Text;
using Holdfast.Flash;

namespace Holdfast.HostUnit.Flash;

[TestClass]
public sealed class DeploymentImageTests
{
    [TestMethod]
    public void PartsFollowEachOtherEachFilledUpToFourBytes()
    {
        using TemporaryFolder folder = Build(("mscorlib", 101), ("Holdfast.Device", 40), ("Holdfast.Bytes", 63), ("Holdfast.Crypto", 64));
        DeploymentImage image = DeploymentImage.Assemble(folder.FullName, 1000);

        CollectionAssert.AreEqual(new[] { "mscorlib", "Holdfast.Bytes", "Holdfast.Crypto", "Holdfast.Device" }, image.Parts.Select(p => p.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 104, 168, 232 }, image.Parts.Select(p => p.Offset).ToArray());
        Assert.AreEqual(272, image.Bytes.Length);
        foreach (ImagePart part in image.Parts)
        {
            byte[] file = File.ReadAllBytes(folder.File(part.Name + ".pe"));
            CollectionAssert.AreEqual(file, image.Bytes[part.Offset..(part.Offset + part.Bytes)]);
            Assert.IsTrue(image.Bytes[(part.Offset + part.Bytes)..((part.Offset + part.Bytes + 3) / 4 * 4)].All(b => b == 0));
            Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(file)), part.Sha256);
        }

        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(image.Bytes)), image.Sha256);
    }

    [TestMethod]
    public void ExactlyFullFitsAndOneByteMoreDoesNot()
    {
        using TemporaryFolder folder = Build(("mscorlib", 100), ("Holdfast.Device", 39));
        Assert.AreEqual(140, DeploymentImage.Assemble(folder.FullName, 140).Bytes.Length);
        Assert.ThrowsException<FlashException>(() => DeploymentImage.Assemble(folder.FullName, 139));
    }

    [TestMethod]
    public void WhatIsIncompleteIsRefused()
    {
        using TemporaryFolder empty = Build();
        StringAssert.Contains(Refusal(empty.FullName), "no .pe files");
        StringAssert.Contains(Refusal(empty.File("not-there")), "no .pe files");
        using TemporaryFolder noApplication = Build(("mscorlib", 100));
        StringAssert.Contains(Refusal(noApplication.FullName), "Holdfast.Device.pe is missing");
        using TemporaryFolder noLibrary = Build(("Holdfast.Device", 100));
        StringAssert.Contains(Refusal(noLibrary.FullName), "mscorlib.pe is missing");
    }

    [TestMethod]
    public void AFileOfAnotherKindIsRefused()
    {
        using TemporaryFolder folder = Build(("mscorlib", 100), ("Holdfast.Device", 100));
        foreach (byte[] wrong in new byte[][] { [], Encoding.ASCII.GetBytes("NFMRK2\0\0 and more"), Encoding.ASCII.GetBytes("MZ"), Encoding.ASCII.GetBytes("NFMRK") })
        {
            File.WriteAllBytes(folder.File("Holdfast.Bytes.pe"), wrong);
            StringAssert.Contains(Refusal(folder.FullName), "Holdfast.Bytes.pe is not a nanoFramework 1.x assembly");
        }
    }

    private static string Refusal(string folder) => Assert.ThrowsException<FlashException>(() => DeploymentImage.Assemble(folder, 10_000)).Message;

    private static TemporaryFolder Build(params (string Name, int Bytes)[] files)
    {
        TemporaryFolder folder = new();
        foreach ((string name, int bytes) in files)
        {
            byte[] content = [.. Encoding.ASCII.GetBytes("NFMRK1\0\0"), .. Enumerable.Repeat((byte)0xA5, bytes - 8)];
            File.WriteAllBytes(folder.File(name + ".pe"), content);
        }

        return folder;
    }
}
