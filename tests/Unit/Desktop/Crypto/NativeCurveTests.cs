using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>Which curve runs: the choice at start-up, with stand-ins for the natives. tests/NativeCode has real ones.</summary>
[TestClass]
public class NativeCurveTests
{
    private static readonly string[] s_natives = [.. typeof(INativeCurve).GetMethods().Select(m => m.Name)];

    public static IEnumerable<object[]> Natives => s_natives.Select(n => new object[] { n });

    [TestMethod]
    public void RightNativesAreChosen()
    {
        Secp256k1 curve = Choose(new StandInNatives());
        Assert.IsTrue(curve.IsNative);
        byte[] secret = Sha256.Hash([1]);
        Assert.AreEqual(Hex.Text(Secp256k1.Software().PublicKey(secret)), Hex.Text(curve.PublicKey(secret)));
    }

    [TestMethod]
    public void WithoutNativesTheManagedCurveIsChosen()
    {
        Assert.IsFalse(Choose(null!).IsNative);
        Assert.IsFalse(Choose(new StandInNatives { Bad = "Version", How = Defect.NotSupported }).IsNative);
    }

    /// <summary>Each native in turn: with one wrong bit, with the opposite answer, with an exception, and missing although the first is there.</summary>
    [TestMethod]
    [DynamicData(nameof(Natives))]
    public void AWrongNativeIsAFault(string native)
    {
        foreach (Defect how in Enum.GetValues<Defect>().Where(h => h != Defect.None && !(native == "Version" && h == Defect.NotSupported)))
        {
            StandInNatives natives = new() { Bad = native, How = how };
            if (native == "Version" && how == Defect.Throws)
            {
                // Whatever the first call throws but "not supported" is nobody's answer to whether there are natives.
                Expect.Throws(typeof(InvalidOperationException), () => Choose(natives));
                continue;
            }

            Expect.Throws(typeof(FaultException), () => Choose(natives));
        }
    }

    /// <summary>A native that is right at start-up and refuses later what managed code takes: no second opinion replaces the result.</summary>
    [TestMethod]
    public void ANativeThatRefusesLaterIsAFault()
    {
        byte[] secret = Sha256.Hash([2]);
        byte[] point = Secp256k1.Software().PublicKey(secret);
        (string Native, Action<Secp256k1> Use)[] uses =
        [
            ("PublicKey", c => c.PublicKey(secret)), ("AddPoints", c => c.AddPoints(point, point)), ("AddTweak", c => c.AddTweak(point, secret)), ("Multiply", c => c.Multiply(point, secret)),
            ("MultiplyAndAdd", c => c.MultiplyAndAdd(point, secret, secret)), ("Ecdh", c => c.Ecdh(point, secret)), ("Sign", c => c.Sign(secret, secret)),
            ("SignRecoverable", c => c.SignRecoverable(secret, secret)), ("SignSchnorr", c => c.SignSchnorr(secret, secret, secret)), ("Blind", c => c.Blind(secret)),
            ("Recover", c => c.RecoverPoint(secret, Secp256k1.Software().SignRecoverable(secret, secret))),
        ];
        foreach ((string native, Action<Secp256k1> use) in uses)
        {
            StandInNatives natives = new();
            Secp256k1 curve = Choose(natives);
            use(curve);
            natives.Bad = native;
            natives.How = Defect.Opposite;
            Expect.Throws(typeof(FaultException), () => use(curve));
        }
    }

    /// <summary>What both refuse is malformed, with the same words.</summary>
    [TestMethod]
    public void BadInputsAreMalformedAsInManagedCode()
    {
        Secp256k1 native = Choose(new StandInNatives());
        byte[] secret = Sha256.Hash([3]);
        foreach (Action<Secp256k1> use in new Action<Secp256k1>[]
        {
            c => c.PublicKey(new byte[32]), c => c.PublicKey([]), c => c.Ecdh(new byte[33], secret), c => c.Sign(secret, new byte[32]), c => c.Sign([], secret),
            c => c.SignSchnorr(secret, secret, []), c => c.AddTweak(new byte[33], secret), c => c.TaprootSecret(new byte[32], []), c => c.RecoverPoint(secret, []),
        })
        {
            Assert.AreEqual(Complaint(Secp256k1.Software(), use), Complaint(native, use));
        }
    }

    [TestMethod]
    public void TheBlindWearsAndIsRenewed()
    {
        Secp256k1 curve = Choose(new StandInNatives());
        byte[] secret = Sha256.Hash([4]);
        for (int i = 0; i < 64; i++)
        {
            Assert.IsFalse(curve.IsBlindWorn);
            curve.PublicKey(secret);
        }

        Assert.IsTrue(curve.IsBlindWorn);
        curve.Blind(secret);
        Assert.IsFalse(curve.IsBlindWorn);
    }

    /// <summary>The whole device: Status says which curve runs, and with wrong natives it has stopped before it had any.</summary>
    [TestMethod]
    [DataRow("", Defect.None, CurveKind.Native)]
    [DataRow("Version", Defect.NotSupported, CurveKind.Managed)]
    [DataRow("Version", Defect.Throws, CurveKind.None)]
    [DataRow("Sign", Defect.OneBit, CurveKind.None)]
    [DataRow("Verify", Defect.NotSupported, CurveKind.None)]
    public void StatusSaysWhichCurveRuns(string bad, Defect how, CurveKind expected)
    {
        TestButton button = new();
        Signer signer = new(new TestVolume(), button.Clock, new TestEntropy(1), button, new TestLight(), new SoftwareHmac(), GeneratorTable.Software(), Hex.Ascii("test"))
        {
            Native = new StandInNatives { Bad = bad, How = how },
        };
        signer.Boot();
        byte[] message = new Status().Encode();
        Reply reply = Reply.Decode(signer.Handle(message, message.Length));
        StatusReply status = StatusReply.Decode(new ByteReader(reply.Body, 0, reply.Body.Length));
        Assert.AreEqual(expected, status.Curve);
        Assert.AreEqual(expected == CurveKind.None ? DeviceState.Stopped : DeviceState.Blank, status.State);
    }

    private static Secp256k1 Choose(INativeCurve natives) => NativeSecp256k1.Choose(new SoftwareHmac(), GeneratorTable.Software(), natives);

    private static string Complaint(Secp256k1 curve, Action<Secp256k1> use) => Assert.ThrowsExactly<MalformedException>(() => use(curve)).Message;
}
