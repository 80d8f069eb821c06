using System;
using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Gossip messages and invoices as a node writes them, with empty places for the signatures.</summary>
public static class TestGossip
{
    /// <summary>Block 104, first transaction after the coinbase, output 0.</summary>
    public const ulong Name = 0x0000680000010000;

    public static byte[] Chain
    {
        get { return ChainHash.Of(Network.Regtest); }
    }

    /// <summary>Any message of a type with these signed bytes.</summary>
    public static byte[] Message(int type, int signatures, byte[] signed)
    {
        ByteWriter message = new ByteWriter(2 + 64 * signatures + signed.Length);
        message.U16((ushort)type);
        message.Bytes(new byte[64 * signatures]);
        message.Bytes(signed);
        return message.ToArray();
    }

    public static byte[] Announcement(byte[] chain, ulong name, byte[] node1, byte[] node2, byte[] key1, byte[] key2)
    {
        ByteWriter signed = new ByteWriter(174);
        signed.U16(0);
        signed.Bytes(chain);
        signed.U64(name);
        signed.Bytes(node1);
        signed.Bytes(node2);
        signed.Bytes(key1);
        signed.Bytes(key2);
        return Message(256, 4, signed.ToArray());
    }

    /// <summary>The holder's channel of a pair, in the order of BOLT 7.</summary>
    public static SignChannelAnnouncement Request(TestPair pair, byte[] chain, ulong name)
    {
        bool isFirst = Scripts.Compare(pair.OurNode, pair.TheirNode) < 0;
        byte[] ourKey = pair.OurKeys.FundingPoint;
        byte[] theirKey = pair.TheirKeys.FundingPoint;
        return Request(pair, isFirst
            ? Announcement(chain, name, pair.OurNode, pair.TheirNode, ourKey, theirKey)
            : Announcement(chain, name, pair.TheirNode, pair.OurNode, theirKey, ourKey));
    }

    public static SignChannelAnnouncement Request(TestPair pair, byte[] message)
    {
        SignChannelAnnouncement request = new SignChannelAnnouncement();
        request.Peer = pair.TheirNode;
        request.Dbid = pair.Dbid;
        request.Message = message;
        return request;
    }

    public static byte[] Update(byte[] chain)
    {
        ByteWriter signed = new ByteWriter(72);
        signed.Bytes(chain);
        signed.U64(Name);
        signed.U32(1700000000);
        signed.U8(1);
        signed.U8(0);
        signed.Bytes(new byte[2 + 8 + 4 + 4 + 8]);
        return Message(258, 1, signed.ToArray());
    }

    public static byte[] Node(byte[] nodeId)
    {
        ByteWriter signed = new ByteWriter(76);
        signed.U16(0);
        signed.U32(1700000000);
        signed.Bytes(nodeId);
        signed.Bytes(new byte[3 + 32 + 2]);
        return Message(257, 1, signed.ToArray());
    }

    /// <summary>The data of an invoice: time, payment hash, payment secret, an empty description.</summary>
    public static byte[] Invoice()
    {
        byte[] data = new byte[7 + 55 + 55 + 3];
        data[7] = 1;
        data[8] = 1;
        data[9] = 20;
        data[62] = 16;
        data[63] = 1;
        data[64] = 20;
        data[117] = 13;
        return data;
    }

    /// <summary>A copy with one byte of the signed part changed.</summary>
    public static byte[] Flip(byte[] message, int place)
    {
        byte[] copy = new byte[message.Length];
        Array.Copy(message, 0, copy, 0, copy.Length);
        copy[place] ^= 1;
        return copy;
    }
}
