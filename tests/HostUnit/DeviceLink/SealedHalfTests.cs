using System.Security.Cryptography;
using System.Text;
using Holdfast.DeviceLink;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>The host's half under a passphrase: what opens it, what does not, and that no change of it can lose it.</summary>
[TestClass]
public sealed class SealedHalfTests : IDisposable
{
    private const string Passphrase = "correct horse é";

    /// <summary>Made by Python's hashlib and cryptography, from the bytes 0 to 31, this passphrase, salt 16 to 31 and nonce 0 to 11.</summary>
    private const string Pinned =
        "holdfast-sealed-half 1 pbkdf2-sha512 100000 101112131415161718191a1b1c1d1e1f 000102030405060708090a0b "
        + "7c57b1a5a4d4a1e8d173d335ce5a83e8025c98c020d3f037e2beb34bb5a294aa2ebe7b685f8047e06cfa1087f5c37b42 aa54cbdd";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _half;

    public SealedHalfTests()
    {
        _path = _folder.File("host-half");
        _half = HostHalfFile.Create(_path);
    }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void TheBytesAreTheseForEver()
    {
        CollectionAssert.AreEqual(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), SealedHalf.Open(Pinned, Passphrase));
        Assert.IsNull(SealedHalf.Open(Pinned, "correct horse e"));
    }

    [TestMethod]
    public void ItIsSealedChangedAndOpened()
    {
        Change(null, Passphrase);
        string once = File.ReadAllText(_path);
        Assert.IsTrue(HostHalfFile.IsSealed(_path));
        Assert.IsFalse(once.Contains(Convert.ToHexStringLower(_half), StringComparison.Ordinal));
        CollectionAssert.AreEqual(_half, HostHalfFile.Read(_path, () => Passphrase));
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }

        Change(Passphrase, Passphrase);
        Assert.AreNotEqual(once, File.ReadAllText(_path), "salt and nonce are drawn anew");
        Change(Passphrase, "another one");
        CollectionAssert.AreEqual(_half, HostHalfFile.Read(_path, () => "another one"));
        Change("another one", null);
        Assert.IsFalse(HostHalfFile.IsSealed(_path));
        CollectionAssert.AreEqual(_half, HostHalfFile.Read(_path, () => throw new AssertFailedException("nobody is asked about a half that is not sealed")));
        CollectionAssert.AreEqual(new[] { _path }, Directory.GetFiles(_folder.FullName));
    }

    [DataTestMethod]
    [DataRow("")]
    [DataRow("correct horse")]
    [DataRow("Correct horse é")]
    [DataRow("correct horse é ")]
    public void AWrongPassphraseLosesNothing(string wrong)
    {
        Change(null, Passphrase);
        byte[] before = File.ReadAllBytes(_path);
        StringAssert.Contains(Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.Read(_path, () => wrong)).Message, "the passphrase does not open");
        StringAssert.Contains(Assert.ThrowsException<InvalidDataException>(() => Change(wrong, "another one")).Message, "nothing was changed");
        StringAssert.Contains(Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.Read(_path, () => null)).Message, "sealed with a passphrase");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(_path));
    }

    /// <summary>Every letter that is another one is damage, and is said to be: nobody doubts his passphrase for it.</summary>
    [TestMethod]
    public void EveryDamagedLetterIsDamageAndNotAWrongPassphrase()
    {
        for (int i = 0; i < Pinned.Length; i++)
        {
            char other = Pinned[i] == '0' ? '1' : '0';
            Put(Pinned[..i] + other + Pinned[(i + 1)..]);
            InvalidDataException damage = Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.Read(_path, () => Passphrase));
            Assert.IsTrue(damage.Message.Contains("damaged", StringComparison.Ordinal) || damage.Message.Contains("is not a host half", StringComparison.Ordinal), $"{i}: {damage.Message}");
        }

        for (int length = 0; length < Pinned.Length; length++)
        {
            Put(Pinned[..length]);
            Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.IsSealed(_path), $"{length} letters");
        }
    }

    /// <summary>Somebody who can write the file, and knows how its sum is made.</summary>
    [DataTestMethod]
    [DataRow(1, "2", "newer version")]
    [DataRow(2, "argon2id", "newer version")]
    [DataRow(3, "1", "no half that holdfast has sealed")]
    [DataRow(3, "99999", "no half that holdfast has sealed")]
    [DataRow(3, "2000000000", "no half that holdfast has sealed")]
    [DataRow(3, "-100000", "no half that holdfast has sealed")]
    [DataRow(3, "100001", "does not open")]
    [DataRow(4, "101112131415161718191a1b1c1d1e", "no half that holdfast has sealed")]
    [DataRow(4, "001112131415161718191a1b1c1d1e1f", "does not open")]
    [DataRow(5, "100102030405060708090a0b", "does not open")]
    [DataRow(5, "zz0102030405060708090a0b", "no half that holdfast has sealed")]
    [DataRow(6, "7c57b1a5a4d4a1e8d173d335ce5a83e8025c98c020d3f037e2beb34bb5a294aa2ebe7b685f8047e06cfa1087f5c37b43", "does not open")]
    [DataRow(6, "6c57b1a5a4d4a1e8d173d335ce5a83e8025c98c020d3f037e2beb34bb5a294aa2ebe7b685f8047e06cfa1087f5c37b42", "does not open")]
    [DataRow(6, "7c57b1a5", "no half that holdfast has sealed")]
    public void WhatWasMadeUpDoesNotOpen(int word, string other, string sentence)
    {
        string[] words = Pinned.Split(' ')[..^1];
        words[word] = other;
        string text = string.Join(' ', words) + " ";
        Put(text + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, 4)));
        StringAssert.Contains(Assert.ThrowsException<InvalidDataException>(() => HostHalfFile.Read(_path, () => Passphrase)).Message, sentence);
    }

    /// <summary>The old form or the new one, never neither; and the next change succeeds whatever the last one left.</summary>
    [DataTestMethod]
    [DataRow(null, Passphrase)]
    [DataRow("the first one", Passphrase)]
    [DataRow("the first one", null)]
    public void APowerCutLeavesTheOldFormOrTheNew(string? old, string? next)
    {
        if (old != null)
        {
            Change(null, old);
        }

        List<string> steps = [];
        for (int cut = 0; ; cut++)
        {
            int step = 0;
            try
            {
                HostHalfFile.Change(_path, () => old, next, SealedHalf.IterationsMin, done =>
                {
                    if (step++ == cut)
                    {
                        steps.Add(done);
                        throw new PowerCut();
                    }
                });
                break;
            }
            catch (PowerCut)
            {
                CollectionAssert.AreEqual(_half, HostHalfFile.Read(_path, () => old), "cut after: " + steps[^1]);
            }

            // Torn: what was being written when the power went.
            File.WriteAllText(_path + ".changing", "holdfast-sealed-h");
        }

        Assert.AreEqual(3, steps.Count);
        CollectionAssert.AreEqual(_half, HostHalfFile.Read(_path, () => next));
        CollectionAssert.AreEqual(new[] { _path }, Directory.GetFiles(_folder.FullName));
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void ALinkStaysALink()
    {
        string link = _folder.File("link");
        File.CreateSymbolicLink(link, _path);
        HostHalfFile.Change(link, () => null, Passphrase, SealedHalf.IterationsMin);
        Assert.AreEqual(_path, new FileInfo(link).LinkTarget);
        CollectionAssert.AreEqual(_half, HostHalfFile.Read(link, () => Passphrase));
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void ThePassphraseFileIsItsOwnersOnly()
    {
        string file = _folder.File("passphrase");
        File.WriteAllText(file, Passphrase + "\r\nanother line\n");
        foreach (UnixFileMode loose in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | loose);
            StringAssert.Contains(Assert.ThrowsException<InvalidDataException>(() => HalfPassphrase.Unattended(file)).Message, "chmod 600");
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.AreEqual(Passphrase, HalfPassphrase.Unattended(file));
        foreach (string wrong in new[] { "", "\nsecond line", new string('x', 1025) })
        {
            File.WriteAllText(file, wrong);
            Assert.ThrowsException<InvalidDataException>(() => HalfPassphrase.Unattended(file));
        }

        File.Delete(file);
        Assert.ThrowsException<FileNotFoundException>(() => HalfPassphrase.Unattended(file));
    }

    private void Change(string? old, string? next) => HostHalfFile.Change(_path, () => old, next, SealedHalf.IterationsMin);

    private void Put(string text) => File.WriteAllText(_path, text + "\n");

    private sealed class PowerCut : Exception;
}
