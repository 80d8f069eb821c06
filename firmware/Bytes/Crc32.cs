namespace Holdfast.Bytes;

/// <summary>CRC-32 (IEEE 802.3, reflected, polynomial 0xEDB88320): finds line noise, nothing else. Of "123456789": 0xCBF43926.</summary>
public static class Crc32
{
    // By half bytes: 16 entries take 88 bytes of the chip's heap for ever, 256 would take a kilobyte.
    private static readonly uint[] s_table = MakeTable();

    public static uint Of(byte[] bytes, int offset, int count)
    {
        uint[] table = s_table;
        uint crc = 0xffffffff;
        int end = offset + count;
        for (int i = offset; i < end; i++)
        {
            crc ^= bytes[i];
            crc = table[crc & 15] ^ (crc >> 4);
            crc = table[crc & 15] ^ (crc >> 4);
        }

        return crc ^ 0xffffffff;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[16];
        for (uint i = 0; i < 16; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 4; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
