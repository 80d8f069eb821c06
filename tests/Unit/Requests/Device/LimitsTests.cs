using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The owner's limits through whole requests: what may be changed, by whom, and how long it stays. The rules read what is in force.</summary>
[TestClass]
public class LimitsTests
{
    private const string Agreed = "holdfast-limits-agreed";
    private const string Bounds = "holdfast-limits-bounds";
    private const int Htlcs = 74;
    private const byte FundingSatMax = 1;
    private const byte DelayBlocksMin = 2;

    [TestMethod]
    public void ADeviceBeginsWithTheLimitsOfItsNetwork()
    {
        TestDevice device = TestDevice.Ready(1);
        LimitFields[] limits = Read(device);
        Assert.AreEqual(LimitTable.Count, limits.Length);
        ulong[] presets = LimitTable.Presets(false, Htlcs);
        for (int i = 0; i < limits.Length; i++)
        {
            LimitRow row = LimitTable.Row(i, Htlcs);
            Assert.AreEqual(i + 1, (int)limits[i].Number);
            Assert.IsTrue(Check.Same(Ascii.Bytes(row.Name), limits[i].Name));
            Assert.AreEqual(presets[i], limits[i].Value);
            Assert.AreEqual(presets[i], limits[i].Preset);
            Assert.IsTrue(row.Least == limits[i].Least && row.Most == limits[i].Most && row.IsLooserUp == limits[i].IsLooserUp);
            Assert.IsTrue(row.Least <= row.MainNetwork && row.MainNetwork <= row.Most && row.Least <= row.OtherNetworks && row.OtherNetworks <= row.Most);
        }
    }

    [TestMethod]
    public void LessIsAllowedWithoutTheButtonAndMoreIsNot()
    {
        TestDevice device = TestDevice.Ready(1);
        for (int i = 0; i < LimitTable.Count; i++)
        {
            LimitRow row = LimitTable.Row(i, Htlcs);
            byte number = (byte)(i + 1);
            ulong strict = row.IsLooserUp ? row.Least : row.Most;
            if (strict == row.OtherNetworks)
            {
                continue;
            }

            device.Body(Set(number, strict));
            Assert.AreEqual(strict, Read(device)[i].Value);
            Assert.AreEqual(0, device.CommitsOf(Set(number, strict)));
            device.Refuses(Agreed, Set(number, row.IsLooserUp ? strict + 1 : strict - 1));
            device.Refuses(Agreed, Set(number, row.OtherNetworks));
        }

        byte[] digest = device.Status().LimitsDigest;
        device.Restart();
        Assert.IsTrue(Check.Same(digest, device.Status().LimitsDigest));
        for (int i = 0; i < LimitTable.Count; i++)
        {
            LimitRow row = LimitTable.Row(i, Htlcs);
            Assert.AreEqual(row.IsLooserUp ? row.Least : row.Most, Read(device)[i].Value);
        }
    }

    [TestMethod]
    public void OnePressLoosensWhatTheOwnerReadAndIsUsedOnce()
    {
        TestDevice device = TestDevice.Ready(1);
        device.Button.Presses = true;
        Assert.AreEqual(1, device.CommitsOf(Set(FundingSatMax, 2000000000)));
        Assert.AreEqual("Allow more than until now?\nFundingSatMax: 2000000000 instead of 1000000000", device.Button.LastQuestion);

        // The owner takes it back; whoever recorded the request cannot use the press again, although two minutes have not passed.
        device.Button.Presses = false;
        Assert.AreEqual(0, device.CommitsOf(Set(FundingSatMax, 2000000000)));
        Assert.AreEqual(1, device.CommitsOf(Set(FundingSatMax, 1000000000)));
        device.Refuses(Agreed, Set(FundingSatMax, 2000000000));
    }

    [TestMethod]
    public void OneLooserLineMakesTheWholeRequestTheOwnersDecision()
    {
        TestDevice device = TestDevice.Ready(1);
        byte[] mixed = Set(new byte[] { FundingSatMax, DelayBlocksMin }, new ulong[] { 500000, 5 });
        device.Body(mixed);
        byte[] looser = Set(new byte[] { DelayBlocksMin, FundingSatMax }, new ulong[] { 6, 500001 });
        device.Refuses(Agreed, looser);
        Assert.AreEqual(5ul, Read(device)[DelayBlocksMin - 1].Value);
        device.Button.Presses = true;
        device.Body(looser);
        Assert.AreEqual(6ul, Read(device)[DelayBlocksMin - 1].Value);
        Assert.AreEqual(500001ul, Read(device)[FundingSatMax - 1].Value);
    }

    [TestMethod]
    public void NothingPassesTheBounds()
    {
        TestDevice device = TestDevice.Ready(1);
        device.Button.Presses = true;
        for (int i = 0; i < LimitTable.Count; i++)
        {
            LimitRow row = LimitTable.Row(i, Htlcs);
            byte number = (byte)(i + 1);
            device.Body(Set(number, row.Most));
            device.Body(Set(number, row.Least));
            device.Refuses(Bounds, Set(number, row.Most + 1));
            device.Refuses(Bounds, Set(number, ulong.MaxValue));
            if (row.Least > 0)
            {
                device.Refuses(Bounds, Set(number, row.Least - 1));
                device.Refuses(Bounds, Set(number, 0));
            }
        }

        // Nothing of a request is done when a part of it is not.
        device.Refuses(Bounds, Set(new byte[] { FundingSatMax, DelayBlocksMin }, new ulong[] { 100001, 1 }));
        Assert.AreEqual(100000ul, Read(device)[FundingSatMax - 1].Value);
    }

    [TestMethod]
    public void AnUnknownNumberOrOneTwiceIsMalformed()
    {
        TestDevice device = TestDevice.Ready(1);
        device.Button.Presses = true;
        foreach (byte number in new byte[] { 0, LimitTable.Count + 1, 255 })
        {
            device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Set(new byte[] { FundingSatMax, number }, new ulong[] { 200000, 0 }));
        }

        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Set(new byte[] { FundingSatMax, FundingSatMax }, new ulong[] { 200000, 200000 }));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody,
            Set(new byte[] { 10, 11, 12, 13, 14 }, new ulong[] { 100000001, 1001, 125001, 125001, 500001 }));
        device.Body(Set(new byte[] { 10, 11, 12, 13 }, new ulong[] { 100000001, 1001, 125001, 125001 }));
        Assert.AreEqual(1, device.Button.Questions);
        Assert.AreEqual(0, device.CommitsOf(Set(new byte[0], new ulong[0])));
    }

    [TestMethod]
    public void TheRulesReadWhatIsInForce()
    {
        TestPair pair = new TestPair();
        SetupChannel setup = pair.Setup(true, 1);
        pair.Ours.Body(Set(FundingSatMax, setup.ValueSat - 1));
        pair.Ours.Refuses("policy-funding-max", setup.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("policy-funding-max", setup.Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(Set(FundingSatMax, setup.ValueSat));
        pair.Ours.Body(setup.Encode());
    }

    [TestMethod]
    public void NoWayOfStricterLimitsLeadsToALooserOne()
    {
        TestDevice device = TestDevice.Ready(1);
        uint random = 12345;
        for (int step = 0; step < 300; step++)
        {
            random = random * 1664525 + 1013904223;
            int index = (int)(random >> 8) % LimitTable.Count;
            LimitRow row = LimitTable.Row(index, Htlcs);
            ulong before = Read(device)[index].Value;
            ulong wanted = (step % 3) == 0 ? (ulong)random << 32 | random : row.Least + random % (row.Most - row.Least + 1);
            Reply reply = device.AskAtOnce(Set((byte)(index + 1), wanted));
            ulong after = Read(device)[index].Value;
            Assert.IsFalse(row.IsLoosened(before, after));
            Assert.AreEqual(reply.Status == ReplyStatus.Ok ? wanted : before, after);
        }
    }

    [TestMethod]
    public void AWipeEndsThem()
    {
        TestDevice device = TestDevice.Ready(1);
        byte[] presets = device.Status().LimitsDigest;
        device.Body(Set(DelayBlocksMin, 288));
        Assert.IsFalse(Check.Same(presets, device.Status().LimitsDigest));
        device.Button.Holds = true;
        device.Body(new Wipe().Encode());
        Assert.IsTrue(Check.Same(new byte[32], device.Status().LimitsDigest));
        device.Provision(1);
        Assert.IsTrue(Check.Same(new byte[32], device.Status().LimitsDigest));
        device.Unlock(null!);
        Assert.IsTrue(Check.Same(presets, device.Status().LimitsDigest));
    }

    [TestMethod]
    public void TheDigestIsOverEveryValueInItsOrder()
    {
        TestDevice device = TestDevice.Ready(1);
        SetLimitsReply reply = SetLimitsReply.Decode(device.Body(Set(DelayBlocksMin, 7)));
        LimitFields[] limits = Read(device);
        ByteWriter writer = new ByteWriter(8 * limits.Length);
        for (int i = 0; i < limits.Length; i++)
        {
            writer.U64(limits[i].Value);
        }

        Assert.IsTrue(Check.Same(Sha256.Hash(writer.ToArray()), reply.LimitsDigest));
        Assert.IsTrue(Check.Same(reply.LimitsDigest, device.Status().LimitsDigest));
    }

    /// <summary>A request that changes one limit.</summary>
    public static byte[] Set(byte number, ulong value)
    {
        return Set(new byte[] { number }, new ulong[] { value });
    }

    private static byte[] Set(byte[] numbers, ulong[] values)
    {
        SetLimits request = new SetLimits();
        request.Changes = new LimitChangeFields[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            request.Changes[i] = new LimitChangeFields();
            request.Changes[i].Number = numbers[i];
            request.Changes[i].Value = values[i];
        }

        return request.Encode();
    }

    private static LimitFields[] Read(TestDevice device)
    {
        return ReadLimitsReply.Decode(device.Body(new ReadLimits().Encode())).Limits;
    }
}
