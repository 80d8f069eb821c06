using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using DerSignature = Holdfast.Lightning.DerSignature;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// A PSBT with inputs of the wallet: asks the device for their signatures, as numbers, checks each against the node's transaction and puts them into
/// the PSBT the way stock hsmd's library does.
/// </summary>
/// <param name="channel">The channel whose anchor (147) or HTLC (149) is an input; null for the other requests.</param>
internal sealed class WalletSpend(Psbt psbt, Utxo[] utxos, WalletPurpose purpose, ChannelName? channel)
{
    /// <summary>Any point of the curve does for a signature that verifies for nobody: the generator.</summary>
    private static readonly byte[] s_nobodysPoint = Convert.FromHexString("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    /// <summary>Puts signatures of nobody into the inputs of the wallet, in place: complete for a program that only looks at the form.</summary>
    public Psbt Spoiled()
    {
        for (int i = 0; i < psbt.Inputs.Length; i++)
        {
            if (FindUtxo(i) is not Utxo utxo)
            {
                continue;
            }

            PsbtMap map = psbt.Inputs[i];
            if (ScriptShape.IsP2tr(utxo.Script))
            {
                map.Put(PsbtField.InputTaprootSignature, [], SignTxReply.NobodysSignature);
                continue;
            }

            if (utxo.Close is { Anchors: true } close)
            {
                map.Put(PsbtField.InputWitnessScript, [], ScriptShape.ToRemoteAnchors(s_nobodysPoint, close.CsvBlocks));
            }

            map.Put(PsbtField.InputPartialSignature, s_nobodysPoint, [.. DerSignature.Encode(SignTxReply.NobodysSignature), SignatureHash.All]);
        }

        return psbt;
    }

    /// <summary>Signs in place.</summary>
    public void Sign(RequestScope scope)
    {
        Transaction transaction = psbt.Transaction;
        Array.ForEach(utxos, utxo => scope.Node.Saw(utxo.KeyIndex));
        if (transaction.Inputs.Length > ProtocolLimits.TransactionItemsMax || transaction.Outputs.Length > ProtocolLimits.TransactionItemsMax)
        {
            throw new MalformedException("transaction has more inputs or outputs than the device accepts; spend fewer coins in one transaction");
        }

        TransactionOutput[] spent = [.. transaction.Inputs.Select((_, i) => SpentBy(i))];
        WalletInputFields[] inputs = [.. transaction.Inputs.Select((_, i) => Describe(scope, i, spent[i]))];
        if (!inputs.Where((_, i) => IsWanted(i)).Any())
        {
            return;
        }

        WalletOutputFields[] outputs = OutputNumbers.Of(scope.Node, psbt);
        PreviousTransactions.Fit(inputs, outputs);

        SignWalletInputs request = new()
        {
            Purpose = purpose,
            Version = transaction.Version,
            Locktime = transaction.Locktime,
            Inputs = inputs,
            Outputs = outputs,
        };

        // A PSBT that goes back because one signature is wrong carries none of them.
        List<Action> good = [];
        foreach (WalletSignatureFields signature in scope.Signer.Ask(null, request.Encode, SignWalletInputsReply.Decode).Signatures)
        {
            if (signature.InputIndex >= inputs.Length || IsWanted(signature.InputIndex))
            {
                good.Add(Checked(scope, inputs, spent, signature));
            }
        }

        good.ForEach(put => put());
    }

    /// <summary>What an input spends. A foreign input may come without that; then no taproot signature beside it will verify.</summary>
    private TransactionOutput SpentBy(int index) =>
        psbt.SpentBy(index) ?? (FindUtxo(index) is Utxo utxo ? new TransactionOutput(utxo.AmountSat, utxo.Script) : new TransactionOutput(0, []));

    private Utxo? FindUtxo(int index) =>
        Array.Find(utxos, utxo => psbt.Transaction.Inputs[index].Spends(utxo.Txid, utxo.Vout));

    /// <summary>
    /// The node asks for some of the owner's inputs only (signpsbt has a list); the device gets to know all of them, because it keeps one account of a
    /// transaction.
    /// </summary>
    private bool IsWanted(int index) => FindUtxo(index) != null || IsAnchor(index);

    private bool IsAnchor(int index) => purpose == WalletPurpose.AnchorSpend && Anchor(index) != null;

    private WalletInputFields Describe(RequestScope scope, int index, TransactionOutput spent)
    {
        TransactionInput input = psbt.Transaction.Inputs[index];
        WalletInputFields fields = new()
        {
            Txid = input.Txid,
            Vout = input.Vout,
            Sequence = input.Sequence,
            Sat = spent.AmountSat,
            Script = spent.Script,
            Previous = PreviousTransactions.Of(psbt, index),
        };
        if (FindUtxo(index) is not Utxo utxo)
        {
            DescribeOther(scope, fields, index);
            return fields;
        }

        if (utxo.Close is CloseOrigin close)
        {
            fields.Kind = close.Anchors ? WalletInputKind.ToRemoteAnchors : WalletInputKind.ToRemote;
            fields.Peer = close.Peer;
            fields.Dbid = close.Dbid;
            fields.CommitmentPoint = close.CommitmentPoint;
            fields.DelayBlocks = close.CsvBlocks;
            return fields;
        }

        fields.Kind = ScriptShape.IsP2tr(utxo.Script) ? WalletInputKind.P2tr
            : ScriptShape.IsP2wpkh(utxo.Script) ? WalletInputKind.P2wpkh
            : WalletInputKind.P2shP2wpkh;
        fields.KeyIndex = utxo.KeyIndex;
        return fields;
    }

    private void DescribeOther(RequestScope scope, WalletInputFields fields, int index)
    {
        fields.Peer = channel?.Peer;
        fields.Dbid = channel?.Dbid ?? 0;
        if (IsAnchor(index))
        {
            fields.Kind = WalletInputKind.HolderAnchor;
            Transaction? commitment = scope.Memory(channel!).HolderCommitment;
            fields.Previous = commitment != null && Check.Same(commitment.Txid, fields.Txid) ? commitment.Serialize() : [];
        }
        else if (purpose == WalletPurpose.HtlcFee && index == 0)
        {
            fields.Kind = WalletInputKind.HolderHtlc;
        }
        else if (scope.Node.WalletIndexOf(fields.Script) is uint keyIndex)
        {
            fields.Kind = ScriptShape.IsP2tr(fields.Script) ? WalletInputKind.P2tr : WalletInputKind.P2wpkh;
            fields.KeyIndex = keyIndex;
        }
    }

    /// <summary>The funding key of an anchor input; lightningd marks the holder's with a derivation.</summary>
    private byte[]? Anchor(int index)
    {
        byte[]? script = psbt.Inputs[index].Find(PsbtField.InputWitnessScript);
        return script != null && ScriptShape.IsAnchor(script, out byte[] point) && psbt.Inputs[index].Find(PsbtField.InputDerivation, point) != null ? point : null;
    }

    /// <returns>Puts the signature into the PSBT.</returns>
    private Action Checked(RequestScope scope, WalletInputFields[] inputs, TransactionOutput[] spent, WalletSignatureFields signature)
    {
        int index = signature.InputIndex;
        if (index >= inputs.Length || inputs[index].Kind == WalletInputKind.Foreign || signature.IsSchnorr != (inputs[index].Kind == WalletInputKind.P2tr))
        {
            throw new SignatureMismatchException("a wallet input");
        }

        WalletInputFields input = inputs[index];
        PsbtMap map = psbt.Inputs[index];
        if (signature.IsSchnorr)
        {
            byte[] wallet = scope.Node.WalletPoint(input.KeyIndex);
            InputSpend taproot = new(psbt.Transaction, index, spent, [], 0, psbt);
            scope.Check.RequireSpend(taproot, signature.Signature, scope.Check.TaprootOutputKey(wallet), "a wallet input");
            return () =>
            {
                map.Put(PsbtField.InputTaprootSignature, [], signature.Signature);
                PutOnce(map, PsbtField.InputTaprootDerivation, wallet[1..], [0, .. Fingerprint(wallet)]);
            };
        }

        byte[] point = Point(scope, input, index);
        byte[]? witnessScript = WitnessScript(input, point, index);
        InputSpend spend = new(psbt.Transaction, index, spent, witnessScript ?? [], SignatureHash.All, psbt);
        scope.Check.RequireSpend(spend, signature.Signature, point, "a wallet input");
        return () =>
        {
            if (witnessScript != null)
            {
                map.Put(PsbtField.InputWitnessScript, [], witnessScript);
            }

            map.Put(PsbtField.InputPartialSignature, point, [.. DerSignature.Encode(signature.Signature), SignatureHash.All]);
            PutOnce(map, PsbtField.InputDerivation, point, Fingerprint(point));
        };
    }

    /// <summary>libwally keeps the first entry of a key, and so does a PSBT of another wallet keep its own derivation.</summary>
    private static void PutOnce(PsbtMap map, byte field, byte[] key, byte[] value)
    {
        if (map.Find(field, key) == null)
        {
            map.Put(field, key, value);
        }
    }

    private byte[] Point(RequestScope scope, WalletInputFields input, int index)
    {
        switch (input.Kind)
        {
            case WalletInputKind.HolderAnchor:
                return Anchor(index)!;
            case WalletInputKind.ToRemote or WalletInputKind.ToRemoteAnchors:
                byte[] basepoint = scope.Keys(new ChannelName(input.Peer, input.Dbid)).Basepoints.Payment;
                return input.CommitmentPoint == null ? basepoint : scope.Check.SimplePoint(basepoint, input.CommitmentPoint);
            default:
                return scope.Node.WalletPoint(input.KeyIndex);
        }
    }

    private byte[]? WitnessScript(WalletInputFields input, byte[] point, int index) => input.Kind switch
    {
        WalletInputKind.HolderAnchor => psbt.Inputs[index].Find(PsbtField.InputWitnessScript),
        WalletInputKind.ToRemoteAnchors => ScriptShape.ToRemoteAnchors(point, input.DelayBlocks),
        _ => null,
    };

    /// <summary>libwally's note of a key without a known root: the key's own fingerprint and the path 0.</summary>
    private static byte[] Fingerprint(byte[] point) => [.. Hash160.Of(point).AsSpan(0, 4), 0, 0, 0, 0];
}
