using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Inputs of wallet transactions, with the transaction that they spend from.</summary>
public static class TestCoin
{
    /// <summary>An output of this value and script, proven; every seed is another transaction.</summary>
    public static WalletInputFields Proven(WalletInputKind kind, byte seed, ulong sat, byte[] script)
    {
        TransactionInput[] inputs = { new TransactionInput(TestDevice.Fill(32, seed), 7, 0, 0, new byte[0]) };
        TransactionOutput[] outputs = { new TransactionOutput(5000, TestDevice.Fill(25, seed)), new TransactionOutput(sat, script) };
        WalletTransaction previous = new WalletTransaction(2, 0, inputs, outputs);
        WalletInputFields input = Unproven(kind, seed, sat, script);
        input.Previous = previous.Serialize();
        input.Txid = previous.Txid();
        return input;
    }

    /// <summary>The same on the host's word.</summary>
    public static WalletInputFields Unproven(WalletInputKind kind, byte seed, ulong sat, byte[] script)
    {
        WalletInputFields input = new WalletInputFields();
        input.Txid = TestDevice.Fill(32, seed);
        input.Vout = 1;
        input.Sequence = 0xfffffffd;
        input.Sat = sat;
        input.Kind = kind;
        input.KeyIndex = 3;
        input.Script = script;
        return input;
    }

    /// <summary>The same outpoint as the host may describe it too.</summary>
    public static WalletInputFields As(WalletInputKind kind, WalletInputFields coin)
    {
        WalletInputFields input = Unproven(kind, 0, coin.Sat, coin.Script);
        input.Txid = coin.Txid;
        input.Previous = coin.Previous;
        return input;
    }

    /// <summary>The script of wallet key 3 of the secret 0x11 x 32 in one of its forms.</summary>
    public static byte[] Script(WalletInputKind kind)
    {
        TestKeys keys = new TestKeys(0x11);
        if (kind == WalletInputKind.P2tr)
        {
            return TestCurve.WalletScript();
        }

        byte[] program = keys.WalletScript(3);
        if (kind == WalletInputKind.P2wpkh)
        {
            return program;
        }

        byte[] script = new byte[23];
        script[0] = 0xa9;
        script[1] = 20;
        System.Array.Copy(Hash160.Of(program), 0, script, 2, 20);
        script[22] = 0x87;
        return script;
    }

    /// <summary>A coin of wallet key 3, proven.</summary>
    public static WalletInputFields Ours(WalletInputKind kind, byte seed, ulong sat)
    {
        return Proven(kind, seed, sat, Script(kind));
    }

    /// <summary>Back to wallet key 3.</summary>
    public static WalletOutputFields Home(ulong sat)
    {
        WalletOutputFields home = Stranger(sat);
        home.Script = TestCurve.WalletScript();
        home.HasKeyIndex = true;
        home.KeyIndex = 3;
        return home;
    }

    public static WalletOutputFields Stranger(ulong sat)
    {
        WalletOutputFields stranger = new WalletOutputFields();
        stranger.Sat = sat;
        stranger.Script = TestDevice.Fill(22, 4);
        return stranger;
    }

    public static SignWalletInputs Spend(WalletInputFields[] inputs, WalletOutputFields[] outputs)
    {
        SignWalletInputs spend = new SignWalletInputs();
        spend.Version = 2;
        spend.Inputs = inputs;
        spend.Outputs = outputs;
        return spend;
    }

    /// <summary>The id that the network will give it, with the scripts of wrapped inputs.</summary>
    public static byte[] TxidOf(WalletInputFields[] coins, WalletOutputFields[] paid, bool withRedeemScripts)
    {
        byte[] program = new TestKeys(0x11).WalletScript(3);
        TransactionWriter writer = new TransactionWriter(10 + Length(coins, paid, withRedeemScripts));
        writer.U32(2);
        writer.CompactSize(coins.Length);
        for (int i = 0; i < coins.Length; i++)
        {
            writer.Bytes(coins[i].Txid);
            writer.U32(coins[i].Vout);
            bool isWrapped = withRedeemScripts && coins[i].Kind == WalletInputKind.P2shP2wpkh;
            writer.U8(isWrapped ? 23 : 0);
            if (isWrapped)
            {
                writer.Sized(program);
            }

            writer.U32(coins[i].Sequence);
        }

        writer.CompactSize(paid.Length);
        for (int i = 0; i < paid.Length; i++)
        {
            writer.U64(paid[i].Sat);
            writer.Sized(paid[i].Script);
        }

        writer.U32(0);
        return Sha256.HashTwice(writer.Finish());
    }

    private static int Length(WalletInputFields[] coins, WalletOutputFields[] paid, bool withRedeemScripts)
    {
        int length = 41 * coins.Length;
        for (int i = 0; i < coins.Length; i++)
        {
            length += withRedeemScripts && coins[i].Kind == WalletInputKind.P2shP2wpkh ? 23 : 0;
        }

        for (int i = 0; i < paid.Length; i++)
        {
            length += 9 + paid[i].Script.Length;
        }

        return length;
    }
}
