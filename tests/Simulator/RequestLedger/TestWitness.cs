using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.HistoryWorld;
using Holdfast.HistoryWorld.Money;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Secrets;
using Holdfast.SignatureLedger;

namespace Holdfast.Unit.Requests;

/// <summary>In the place of tests/Unit/Requests/TestWitness.cs: every answer of the device goes to the judge.</summary>
public sealed class TestWitness
{
    private const int HtlcsMax = 30;

    private readonly WitnessHmac _hmac = new();
    private MoneyWorld? _judge;
    private byte[] _message = [];
    private byte[] _secret = [];

    /// <summary>Devices of a test, and what the test itself computes, have one book; so have all tests of a thread, which does no harm.</summary>
    public TestWitness()
    {
        HashBook.Current ??= new HashBook();
    }

    public IHmac Hmac => _hmac;

    public INativeCurve Native => null!;

    public bool LetsPass => IsRuleMissing;

    /// <summary>Set in an altered world (LedgerTests).</summary>
    public static bool IsRuleMissing { get; set; }

    public IApproval Hearing(IApproval owner) => new Ear(this, owner);

    public void Asked(byte[] message)
    {
        _hmac.Seen.Clear();
        _message = [.. message];
    }

    public void Answered(byte[] reply)
    {
        Reply decoded = Reply.Decode(reply);
        if (decoded.Status == ReplyStatus.Ok && _message[0] == (byte)MessageId.Provision)
        {
            Provision provision = Provision.Decode(new ByteReader(_message, 1, _message.Length - 1));
            if (_judge != null && provision.Secret.AsSpan().SequenceEqual(_secret))
            {
                // The same words again, on this device or on another one: what the thief has learned stays learned.
                return;
            }

            _secret = provision.Secret;
            KeyTree keys = new(Secp256k1.Software(), new SoftwareHmac(), provision.Secret, provision.Kind == SecretKind.Mnemonic);
            _judge = MoneyWorld.OfRequests(keys, new Limits(provision.Network == Network.Bitcoin, HtlcsMax), HashBook.Current!);
        }

        Assert.IsTrue(_judge != null || _hmac.Seen.Count == 0, "signatures of a device that nobody knows");
        _judge?.Judge(_message, decoded, _hmac.Seen);
    }

    private sealed class Ear(TestWitness witness, IApproval owner) : IApproval
    {
        public bool Ask(string question, Gesture gesture, int timeoutMs)
        {
            bool isYes = owner.Ask(question, gesture, timeoutMs);
            if (isYes && gesture == Gesture.Press)
            {
                witness._judge?.Pressed(witness._message, question);
            }

            return isYes;
        }
    }
}
