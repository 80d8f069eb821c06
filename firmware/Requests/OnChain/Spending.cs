using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A transaction of the wallet, or a splice, as a request describes it: every input with what the device knows about it, rebuilt here. Whatever
/// asks for a signature on it describes the whole of it in the same way.
/// </summary>
public sealed class Spending
{
    public readonly uint Version;
    public readonly WalletInput[] Inputs;
    public readonly WalletOutputFields[] Outputs;
    public readonly WalletTransaction Transaction;
    public readonly byte[] Txid;

    /// <summary>Without witnesses.</summary>
    public readonly int SizeBytes;

    /// <summary>How many inputs the request calls the owner's.</summary>
    public readonly int OwnCount;

    public Spending(SignerContext signer, uint version, uint locktime, WalletInputFields[] inputs, WalletOutputFields[] outputs)
    {
        Version = version;
        Outputs = outputs;
        Inputs = new WalletInput[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            Inputs[i] = WalletInput.Of(signer, inputs[i]);
            OwnCount += Inputs[i].IsOurs ? 1 : 0;
        }

        FindFundings(signer);
        TransactionInput[] spent = new TransactionInput[inputs.Length];
        for (int i = 0; i < spent.Length; i++)
        {
            spent[i] = Inputs[i].Input;
        }

        TransactionOutput[] paid = new TransactionOutput[outputs.Length];
        for (int i = 0; i < paid.Length; i++)
        {
            paid[i] = new TransactionOutput(outputs[i].Sat, outputs[i].Script);
        }

        Transaction = new WalletTransaction(version, locktime, spent, paid);
        byte[] bytes = Transaction.Serialize();
        SizeBytes = bytes.Length;
        Txid = Sha256.HashTwice(bytes);
    }

    /// <summary>What the inputs hold that the request calls the owner's.</summary>
    public ulong OwnSat
    {
        get
        {
            ulong sat = 0;
            for (int i = 0; i < Inputs.Length; i++)
            {
                sat += Inputs[i].IsOurs ? Inputs[i].Input.ValueSat : 0;
            }

            return sat;
        }
    }

    /// <summary>What the transaction leaves to miners; 0 when its outputs hold more than its inputs. True where every amount is.</summary>
    public ulong FeeSat
    {
        get
        {
            ulong inSat = 0;
            for (int i = 0; i < Inputs.Length; i++)
            {
                inSat += Inputs[i].Input.ValueSat;
            }

            ulong outSat = 0;
            for (int i = 0; i < Outputs.Length; i++)
            {
                outSat += Outputs[i].Sat;
            }

            return inSat > outSat ? inSat - outSat : 0;
        }
    }

    /// <summary>The device's signatures, in input order.</summary>
    public WalletSignatureFields[] Sign(SignerContext signer)
    {
        WalletSignatureFields[] signatures = new WalletSignatureFields[OwnCount];
        int next = 0;
        for (int i = 0; i < Inputs.Length; i++)
        {
            if (Inputs[i].IsOurs)
            {
                signatures[next++] = Inputs[i].Sign(signer, Transaction, i);
            }
        }

        return signatures;
    }

    /// <summary>Overwrites the secrets of the inputs.</summary>
    public void Wipe()
    {
        for (int i = 0; i < Inputs.Length; i++)
        {
            Inputs[i].Wipe();
        }
    }

    private void FindFundings(SignerContext signer)
    {
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            for (int i = 0; channel != null && i < Inputs.Length; i++)
            {
                // A host may have set up a channel at a coin of the wallet; the transaction that made the coin says that it is none.
                bool isProven = Inputs[i].IsOurs && Inputs[i].Previous != null;
                int index = isProven ? -1 : channel.IndexOfOutpoint(Inputs[i].Input.Txid, Inputs[i].Input.Vout);
                if (index >= 0 && !channel.Fundings[index].IsRetired)
                {
                    Funding funding = channel.Fundings[index];
                    Inputs[i].Spends(funding,
                        Scripts.PayToWitnessScript(Scripts.Funding(signer.KeysOf(channel).FundingKey, funding.CounterpartyFundingKey)));
                }
            }
        }
    }
}
