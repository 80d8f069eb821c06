using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>A promise of the vault, 59 bytes: index u32, paymentHash 32, amountMsat u64, expiresAt u64, finalDelta u16, state u8, order u32.</summary>
public sealed class PromiseFields
{
    public const int CountMax = 64;

    private const int LengthBytes = 59;

    public uint Index;

    public byte[] PaymentHash;

    /// <summary>0: any amount. Of a released promise: what its parts are together.</summary>
    public ulong AmountMsat;

    /// <summary>Unix time; 0 once the preimage was released.</summary>
    public ulong ExpiresAt;

    /// <summary>Blocks; 0 once the preimage was released.</summary>
    public ushort FinalDelta;

    public PromiseState State;

    /// <summary>The order whose channel the payment may open; 0 where there is none, and once the promise is released or cancelled.</summary>
    public uint Order;

    public static void WriteAll(ByteWriter writer, PromiseFields[] promises)
    {
        ItemCount.Write(writer, promises.Length, CountMax);
        for (int i = 0; i < promises.Length; i++)
        {
            PromiseFields promise = promises[i];
            writer.U32(promise.Index);
            FixedField.Write(writer, promise.PaymentHash, 32);
            writer.U64(promise.AmountMsat);
            writer.U64(promise.ExpiresAt);
            writer.U16(promise.FinalDelta);
            writer.U8((byte)promise.State);
            writer.U32(promise.Order);
        }
    }

    public static PromiseFields[] ReadAll(ByteReader reader)
    {
        PromiseFields[] promises = new PromiseFields[ItemCount.Read(reader, CountMax, LengthBytes)];
        for (int i = 0; i < promises.Length; i++)
        {
            PromiseFields promise = new PromiseFields();
            promise.Index = reader.U32();
            promise.PaymentHash = reader.Bytes(32);
            promise.AmountMsat = reader.U64();
            promise.ExpiresAt = reader.U64();
            promise.FinalDelta = reader.U16();
            byte state = reader.U8();
            if (state > (byte)PromiseState.Cancelled)
            {
                throw new MalformedException("an unknown state of a promise");
            }

            promise.State = (PromiseState)state;
            promise.Order = reader.U32();
            promises[i] = promise;
        }

        return promises;
    }
}
