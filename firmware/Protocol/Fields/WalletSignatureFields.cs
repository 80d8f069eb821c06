using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>The signature of one own input, 67 bytes: input index u16, scheme flag u8 (0 ECDSA, 1 BIP 340), 64 bytes compact.</summary>
public sealed class WalletSignatureFields
{
    private const int LengthBytes = 67;

    public ushort InputIndex;

    /// <summary>BIP 340 (SIGHASH_DEFAULT); otherwise ECDSA (SIGHASH_ALL).</summary>
    public bool IsSchnorr;

    public byte[] Signature;

    public static void WriteAll(ByteWriter writer, WalletSignatureFields[] signatures)
    {
        ItemCount.Write(writer, signatures.Length, ProtocolLimits.TransactionItemsMax);
        for (int i = 0; i < signatures.Length; i++)
        {
            writer.U16(signatures[i].InputIndex);
            writer.Flag(signatures[i].IsSchnorr);
            FixedField.Write(writer, signatures[i].Signature, 64);
        }
    }

    public static WalletSignatureFields[] ReadAll(ByteReader reader)
    {
        WalletSignatureFields[] signatures = new WalletSignatureFields[ItemCount.Read(reader, ProtocolLimits.TransactionItemsMax, LengthBytes)];
        for (int i = 0; i < signatures.Length; i++)
        {
            WalletSignatureFields signature = new WalletSignatureFields();
            signature.InputIndex = reader.U16();
            signature.IsSchnorr = reader.Flag();
            signature.Signature = reader.Bytes(64);
            signatures[i] = signature;
        }

        return signatures;
    }
}
