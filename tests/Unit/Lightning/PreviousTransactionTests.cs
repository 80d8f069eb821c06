using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>What a spent output holds is read from the bytes behind its txid, and from nothing else.</summary>
[TestClass]
public class PreviousTransactionTests
{
    [TestMethod]
    public void EveryOutputIsRead()
    {
        TransactionOutput[] outputs = { new TransactionOutput(1, new byte[0]), new TransactionOutput(0x123456789, new byte[300]), new TransactionOutput(7, new byte[22]) };
        WalletTransaction transaction = Transaction(outputs);
        PreviousTransaction previous = new PreviousTransaction(transaction.Serialize(), transaction.Txid());
        for (uint i = 0; i < outputs.Length; i++)
        {
            Assert.AreEqual(outputs[i].ValueSat, previous.OutputAt(i).ValueSat);
            Assert.AreEqual(outputs[i].Script.Length, previous.OutputAt(i).Script.Length);
        }

        Expect.Throws(typeof(MalformedException), () => previous.OutputAt(3));
        Expect.Throws(typeof(MalformedException), () => previous.OutputAt(uint.MaxValue));
    }

    [TestMethod]
    public void AnotherIdAndEveryPrefixIsMalformed()
    {
        byte[] bytes = Transaction(new TransactionOutput[] { new TransactionOutput(1, new byte[22]) }).Serialize();
        Expect.Throws(typeof(MalformedException), () => new PreviousTransaction(bytes, new byte[32]));
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] prefix = new ByteReader(bytes).Bytes(length);
            Expect.Throws(typeof(MalformedException), () => new PreviousTransaction(prefix, Sha256.HashTwice(prefix)));
        }

        byte[] longer = new byte[bytes.Length + 1];
        System.Array.Copy(bytes, longer, bytes.Length);
        Expect.Throws(typeof(MalformedException), () => new PreviousTransaction(longer, Sha256.HashTwice(longer)));
    }

    [TestMethod]
    public void TheSighashIsThatOfTheOnlyInput()
    {
        TransactionInput input = new TransactionInput(new byte[32], 3, 0x80123456, 5000, new byte[0]);
        WalletTransaction transaction = new WalletTransaction(
            2, 0x20123456, new TransactionInput[] { input }, new TransactionOutput[] { new TransactionOutput(9, new byte[34]) });
        PreviousTransaction previous = new PreviousTransaction(transaction.Serialize(), transaction.Txid());
        byte[] script = { 1, 2, 3 };
        Assert.IsTrue(Check.Same(transaction.Bip143Sighash(0, script, Bip143.All), previous.Sighash(new byte[32], 3, 5000, script)));
        Assert.IsNull(previous.Sighash(new byte[32], 4, 5000, script));
        Assert.IsNull(previous.Sighash(Sha256.Hash(script), 3, 5000, script));

        WalletTransaction two = new WalletTransaction(
            2, 0, new TransactionInput[] { input, input }, new TransactionOutput[] { new TransactionOutput(9, new byte[34]) });
        Assert.IsNull(new PreviousTransaction(two.Serialize(), two.Txid()).Sighash(new byte[32], 3, 5000, script));
    }

    private static WalletTransaction Transaction(TransactionOutput[] outputs)
    {
        TransactionInput[] inputs = { new TransactionInput(new byte[32], 3, 0, 0, new byte[0]), new TransactionInput(new byte[32], 4, 0, 0, new byte[0]) };
        return new WalletTransaction(2, 0, inputs, outputs);
    }
}
