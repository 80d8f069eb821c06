using Holdfast.DeviceLink;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Screen;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.Screen;

/// <summary>
/// The pictures, pixel by pixel: all pages of a question below each other. HOLDFAST_GOLDEN=tests/HostUnit/Screen/Golden (as a whole path) writes
/// them anew; look at each before it is committed.
/// </summary>
[TestClass]
public sealed class GoldenTests
{
    public static IEnumerable<object[]> Names => Questions.All.Select(question => new object[] { question.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryQuestionHasItsPicture(string name)
    {
        (_, string text, SignerLight light) = Questions.All.Single(question => question.Name == name);
        Gesture gesture = light == SignerLight.Asking ? Gesture.Press : Gesture.Hold;
        List<ushort[]> pages = [];
        TestedScreen tested = new();
        tested.Screen.Show(light);
        tested.Panel.Drawn += () => pages.Add(tested.Panel.Pixels);
        tested.Buttons.Answers = true;
        Assert.IsTrue(tested.Screen.Ask(text, gesture, 25_000));

        // The last picture is what came of it.
        Assert.AreEqual(new TextPages().Lay(text, 0) + 1, pages.Count);
        IsGolden(name, [.. pages.SkipLast(1)]);
    }

    [TestMethod]
    public void TheAnswerIsShown()
    {
        TestedScreen tested = new();
        tested.Screen.Show(SignerLight.Asking);
        tested.Buttons.Answers = true;
        Assert.IsTrue(tested.Screen.Ask("Pay 1 sat?", Gesture.Press, 25_000));
        ushort[] yes = tested.Panel.Pixels;
        tested.Buttons.Answers = false;
        Assert.IsFalse(tested.Screen.Ask("Pay 1 sat?", Gesture.Press, 25_000));
        IsGolden("answers", [yes, tested.Panel.Pixels]);
    }

    [TestMethod]
    public void TheStatesAreShownWhenNobodyIsAsked()
    {
        SimulatedScreen parts = new() { Agrees = _ => true };
        List<ushort[]> states = [];
        parts.Panel.Drawn += () => states.Add(parts.Panel.Pixels);
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings { Screen = parts, HasManualClock = true, EntropySeed = 1 });
        device.Step();
        using SignerClient client = new(new InProcessTransport(device), new SignerClientSettings());
        client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)1, 32)], HostHalf = new byte[32] });
        device.Step();
        device.Reboot();
        device.Step();
        client.Connect();
        device.Step();
        Assert.ThrowsExactly<SignerRefusedException>(() => client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 1, Value = ulong.MaxValue }] }));
        device.Step();
        IsGolden("states", [.. states]);
    }

    [TestMethod]
    public void EveryLetterHasItsPicture()
    {
        SimulatedPanel panel = new();
        Picture picture = new(panel);
        string letters = string.Concat(Enumerable.Range(' ' + 1, 95).Select(code => (char)code)).Replace("\"", "") + " \u00e9 0O 1lI| \"quoted 12\"";
        picture.Draw("0123456789", "12/13", letters, 0, "refuse", "approve");
        IsGolden("letters", [panel.Pixels]);
    }

    [TestMethod]
    public void APictureSurvivesItsFile()
    {
        ushort[] pixels = [.. Enumerable.Range(0, 240 * 135).Select(i => (ushort)(i * 40503))];
        (ushort[] again, int width) = PanelPng.Decode(PanelPng.Encode(pixels, 240));
        Assert.AreEqual(240, width);
        CollectionAssert.AreEqual(pixels, again);
    }

    private static void IsGolden(string name, IReadOnlyList<ushort[]> pictures)
    {
        ushort[] pixels = [.. pictures.SelectMany(picture => picture)];
        if (Environment.GetEnvironmentVariable("HOLDFAST_GOLDEN") is string folder)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), PanelPng.Encode(pixels, Picture.Width));
            return;
        }

        (ushort[] golden, int width) = PanelPng.Decode(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Screen", "Golden", name + ".png")));
        Assert.AreEqual(Picture.Width, width);
        Assert.AreEqual(golden.Length, pixels.Length, "another number of pages");
        int first = Enumerable.Range(0, pixels.Length).FirstOrDefault(i => pixels[i] != golden[i], -1);
        Assert.AreEqual(-1, first, $"{name}: pixel {first % width}, {first / width} is another one");
    }
}
