using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadPromisesTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadPromises message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadPromises);
        ReadPromises again = ReadPromises.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.First == 70000);
                Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadPromisesReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadPromisesReply again = ReadPromisesReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(again.NextIndex == 70001 && again.Promises[1].FinalDelta == 300 && again.Promises[1].State == PromiseState.Cancelled && again.Promises[1].Order == 70002);
                Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadPromises.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadPromisesReply.Decode(reader));
    }

    [TestMethod]
    public void AnUnknownStateIsMalformed()
    {
        byte[] bytes = NewReply().Encode();
        bytes[bytes.Length - 5] = 3;
        Expect.Throws(typeof(MalformedException), () => ReadPromisesReply.Decode(new ByteReader(bytes)));
    }

    private static ReadPromises NewMessage()
    {
        ReadPromises message = new ReadPromises();
        message.First = 70000;
        return message;
    }

    private static ReadPromisesReply NewReply()
    {
        PromiseFields promise = new PromiseFields();
        promise.Index = 70000;
        promise.PaymentHash = Sample.Bytes(32, 1);
        promise.AmountMsat = 1UL << 40;
        promise.ExpiresAt = 1UL << 33;
        promise.FinalDelta = 300;
        promise.State = PromiseState.Cancelled;
        promise.Order = 70002;
        ReadPromisesReply reply = new ReadPromisesReply();
        reply.NextIndex = 70001;
        reply.Promises = new PromiseFields[] { promise, promise };
        return reply;
    }
}
