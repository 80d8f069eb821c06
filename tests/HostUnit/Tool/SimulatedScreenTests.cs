using Holdfast.SimulatedSigner;
using Holdfast.Tool;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast simulate --screen` and `--screen-png`: what the panel of a board would show, in letters and in a file.</summary>
[TestClass]
public sealed class SimulatedScreenTests
{
    [TestMethod]
    public void TheFileHasWhatThePanelShows()
    {
        using TemporaryFolder folder = new();
        string png = folder.File("panel.png");
        using SimulateProcess simulated = new("--approve", "--screen-png", png);
        ushort[] blank = WaitForAnother(png, []);
        Assert.AreEqual(0, CommandLine.Run(SignerCommandTests.Words, ["init", "--restore", "--network", "regtest", "--signer", simulated.Address, "--host-half", folder.File("half")]).ExitCode);
        ushort[] locked = WaitForAnother(png, blank);
        Assert.AreNotEqual(0, locked.Count(pixel => pixel != 0));
    }

    [TestMethod]
    public void LettersShowEveryPixel()
    {
        ushort[] pixels = new ushort[SimulatedPanel.Width * SimulatedPanel.Height];
        pixels[0] = 0xffff;
        pixels[(3 * SimulatedPanel.Width) + 1] = 0x001f;
        pixels[^1] = 0xf800;
        string[] braille = PanelView.Braille(pixels, hasColours: false).Split('\n');
        Assert.AreEqual(34 + 1, braille.Length);
        Assert.IsTrue(braille[..34].All(line => line.Length == 120));
        Assert.AreEqual('\u2881', braille[0][0], "the first of eight dots, and the last");
        Assert.AreEqual('\u2820', braille[33][119], "the third line of its letter is the panel's last");
        string[] halves = PanelView.HalfBlocks(pixels).Split('\n');
        Assert.AreEqual(68 + 1, halves.Length);
        StringAssert.StartsWith(halves[0], "\u001b[38;2;255;255;255m\u001b[48;2;0;0;0m\u2580");
        StringAssert.StartsWith(PanelView.Braille(pixels, hasColours: true), "\u001b[38;2;255;255;255m\u2881");
    }

    private static ushort[] WaitForAnother(string png, ushort[] before)
    {
        ushort[] pixels = [];
        Assert.IsTrue(Patience.Until(() =>
        {
            pixels = File.Exists(png) ? PanelPng.Decode(File.ReadAllBytes(png)).Pixels : before;
            return !pixels.SequenceEqual(before);
        }));
        return pixels;
    }
}
