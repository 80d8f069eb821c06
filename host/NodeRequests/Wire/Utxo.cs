namespace Holdfast.NodeRequests.Wire;

/// <summary>Where a payment to the holder's commitment output came from: says which channel's key opens it.</summary>
/// <param name="CommitmentPoint">Only before static_remotekey: the point that the key was tweaked with.</param>
/// <param name="CsvBlocks">1 with anchors; the relative lock of the output's script.</param>
internal sealed record CloseOrigin(ulong Dbid, byte[] Peer, byte[]? CommitmentPoint, bool Anchors, uint CsvBlocks);

/// <summary>An output that the node believes that it can spend.</summary>
internal sealed record Utxo(byte[] Txid, uint Vout, ulong AmountSat, uint KeyIndex, bool IsWrapped, byte[] Script, CloseOrigin? Close)
{
    /// <summary>txid, vout, amount, key index, flag, empty script, flag, flag.</summary>
    private const int UtxoBytesMin = 32 + 4 + 8 + 4 + 1 + 2 + 1 + 1;

    public static Utxo[] ReadAll(HsmdReader reader)
    {
        Utxo[] utxos = new Utxo[reader.Count(UtxoBytesMin)];
        for (int i = 0; i < utxos.Length; i++)
        {
            utxos[i] = Read(reader);
        }

        return utxos;
    }

    private static Utxo Read(HsmdReader reader)
    {
        byte[] txid = reader.Hash();
        uint vout = reader.U32();
        ulong amountSat = reader.U64();
        uint keyIndex = reader.U32();
        bool isWrapped = reader.Bool();
        byte[] script = reader.Blob();
        CloseOrigin? close = null;
        if (reader.Bool())
        {
            ulong dbid = reader.U64();
            byte[] peer = reader.Point();
            byte[]? point = reader.Bool() ? reader.Point() : null;
            close = new CloseOrigin(dbid, peer, point, reader.Bool(), reader.U32());
        }

        // Whether it came from a coinbase: matters to the node's choice of coins, not to a signature.
        _ = reader.Bool();
        return new Utxo(txid, vout, amountSat, keyIndex, isWrapped, script, close);
    }
}
