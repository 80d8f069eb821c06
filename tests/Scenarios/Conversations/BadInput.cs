using Holdfast.DeviceLink;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Scenarios.Conversations;

/// <summary>Requests that are not what they claim to be, or come at the wrong time: each gets its own error, and the device goes on.</summary>
public static class BadInput
{
    private static readonly byte[] s_offCurve = [2, .. Enumerable.Repeat((byte)0xff, 32)];

    public static void MalformedRequestsAreAnsweredAndForgotten(IScenarioDevice device)
    {
        byte[] before = device.Client.Exchange(new NodeKeys().Encode()).Receipt;
        // The highest bit of an id is that of the seal, so 127 is the last one.
        Malformed(device, ErrorCode.UnknownMessage, [127]);
        Malformed(device, ErrorCode.BadBody, [(byte)MessageId.NodeKeys, 0]);
        Malformed(device, ErrorCode.BadBody, [(byte)MessageId.SignCounterpartyCommitment]);
        byte[] ecdh = new Ecdh { Point = new byte[33] }.Encode();
        Malformed(device, ErrorCode.BadBody, ecdh[..^1]);
        Malformed(device, ErrorCode.BadBody, [.. ecdh, 0]);
        CollectionAssert.AreEqual(before, device.Client.Exchange(new NodeKeys().Encode()).Receipt);
    }

    public static void APointOffTheCurveIsMalformed(IScenarioDevice device)
    {
        Assert.ThrowsExactly<SignerMalformedException>(() => device.Client.Ask(new Ecdh { Point = s_offCurve }));
        ScenarioChannel channel = ScenarioChannel.Open(device);
        channel.Offer(10_000_000);
        CommitmentFields content = channel.NextContent();
        Assert.AreEqual("malformed", Assert.ThrowsExactly<RefusedException>(() => channel.Device.SignCounterparty(content.With(changed => changed.Point = s_offCurve))).Tag);
        channel.Settle();
    }

    public static void AChannelThatDoesNotExistIsSaidSo(IScenarioDevice device)
    {
        SignerNotReadyException unknown = Assert.ThrowsExactly<SignerNotReadyException>(
            () => device.Client.Ask(new RevokeHolderCommitment { ChannelId = new byte[16], Number = 0 }));
        Assert.AreEqual(ErrorCode.UnknownChannel, unknown.Code);
    }

    public static void AmountsThatDoNotAddUpAreNotSigned(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);
        channel.Offer(10_000_000);
        CommitmentFields content = channel.NextContent();
        foreach (ulong sat in new[] { content.ToHolderSat + 1_000_000, ulong.MaxValue, ulong.MaxValue - content.ToCounterpartySat })
        {
            Assert.ThrowsExactly<RefusedException>(() => channel.Device.SignCounterparty(content.With(changed => changed.ToHolderSat = sat)));
        }

        channel.Settle();
    }

    public static void AProvisionedDeviceTakesNoOtherSecret(IScenarioDevice device)
    {
        byte[] nodeId = device.Client.Ask(new NodeKeys()).NodeId;
        SignerNotReadyException refused = Assert.ThrowsExactly<SignerNotReadyException>(() => device.Client.Exchange(
            new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)9, 32)], HostHalf = new byte[32] }.Encode()));
        Assert.AreEqual(ErrorCode.AlreadyProvisioned, refused.Code);
        CollectionAssert.AreEqual(nodeId, device.Client.Ask(new NodeKeys()).NodeId);
    }

    private static void Malformed(IScenarioDevice device, ErrorCode code, byte[] request)
        => Assert.AreEqual(code, Assert.ThrowsExactly<SignerMalformedException>(() => device.Client.Exchange(request)).Code);
}
