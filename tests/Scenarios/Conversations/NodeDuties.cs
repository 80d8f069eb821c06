using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Scenarios.Conversations;

/// <summary>What a node asks besides its channels: shared secrets, messages, invoices, gossip. Everything is checked with public keys only.</summary>
public static class NodeDuties
{
    public static void SharedSecretsAreSymmetric(IScenarioDevice device)
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] secret = [.. Enumerable.Repeat((byte)7, 32)];
        byte[] nodeId = device.Client.Ask(new NodeKeys()).NodeId;

        CollectionAssert.AreEqual(curve.Ecdh(nodeId, secret), device.Client.Ask(new Ecdh { Point = curve.PublicKey(secret) }).Secret);
    }

    public static void AMessageCarriesTheNodesKey(IScenarioDevice device)
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] nodeId = device.Client.Ask(new NodeKeys()).NodeId;
        byte[] text = "Holdfast"u8.ToArray();
        byte[] hash = Sha256.HashTwice([.. "Lightning Signed Message:"u8.ToArray(), .. text]);

        CollectionAssert.AreEqual(nodeId, curve.RecoverPoint(hash, device.Client.Ask(new SignMessage { Message = text }).Signature));
    }

    public static void DerivedSecretsAreStableAndApart(IScenarioDevice device)
    {
        byte[] one = device.Client.Ask(new DeriveSecret { Info = "one"u8.ToArray() }).Secret;
        byte[] two = device.Client.Ask(new DeriveSecret { Info = "two"u8.ToArray() }).Secret;
        CollectionAssert.AreEqual(one, device.Client.Ask(new DeriveSecret { Info = "one"u8.ToArray() }).Secret);
        CollectionAssert.AreNotEqual(one, two);
    }

    public static void PointsComeInOrderAndNotTooFar(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);
        byte[] first = channel.Device.PerCommitmentPoint(0);
        CollectionAssert.AreNotEqual(first, channel.Device.PerCommitmentPoint(1));
        CollectionAssert.AreEqual(first, channel.Device.PerCommitmentPoint(0));
        Assert.AreEqual("policy-optional-fail-fast", Assert.ThrowsExactly<ReferenceNode.RefusedException>(() => channel.Device.PerCommitmentPoint(1000)).Tag);
    }
}
