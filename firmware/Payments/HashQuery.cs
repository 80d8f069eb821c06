namespace Holdfast.Payments;

/// <summary>What tables have of a payment hash.</summary>
public static class HashQuery
{
    /// <summary>True when a channel has something of it.</summary>
    public static bool IsIn(HtlcTable table, byte[] hash)
    {
        int at = table.FirstOf(hash, 0);
        return at < table.Count && !table.IsOtherHash(at, hash, 0);
    }

    /// <summary>What one channel counts of it.</summary>
    public static HashSum Of(HtlcTable table, byte[] hash)
    {
        HashSum sum = new HashSum();
        table.AddTo(sum, hash, 0, false);
        return sum;
    }

    /// <summary>What all channels count of it, those that only end included, with one table in the place of what its channel has.</summary>
    public static HashSum Of(HtlcTables tables, int slotCount, int slot, HtlcTable table, byte[] hash)
    {
        HashSum sum = new HashSum();
        for (int i = 0; i < slotCount; i++)
        {
            HtlcTable one = i == slot ? table : tables.At(i);
            if (one != null)
            {
                one.AddTo(sum, hash, 0, false);
            }
        }

        return sum;
    }

    /// <summary>What leaves for it, or has left and is remembered, on any live commitment of any channel.</summary>
    public static ulong OutMsat(HtlcTables tables, byte[] hash)
    {
        return tables.OutMsat(hash, 0);
    }

    /// <summary>
    /// True when each part is an incoming HTLC of its own, of exactly this amount and expiry, that is in flight on every live commitment of its channel: neither side can
    /// use a commitment without it.
    /// </summary>
    /// <param name="slots">The channels that count.</param>
    public static bool AreCommitted(HtlcTables tables, bool[] slots, byte[] hash, ulong[] amountsMsat, uint[] expiries)
    {
        return Missing(tables, slots, hash, amountsMsat, expiries, new bool[amountsMsat.Length]) == 0;
    }

    /// <summary>The parts, together, for which the same is not so.</summary>
    public static ulong MissingMsat(HtlcTables tables, bool[] slots, byte[] hash, ulong[] amountsMsat, uint[] expiries)
    {
        bool[] isFound = new bool[amountsMsat.Length];
        Missing(tables, slots, hash, amountsMsat, expiries, isFound);
        ulong sum = 0;
        for (int i = 0; i < isFound.Length; i++)
        {
            sum += isFound[i] ? 0 : amountsMsat[i];
        }

        return sum;
    }

    private static int Missing(HtlcTables tables, bool[] slots, byte[] hash, ulong[] amountsMsat, uint[] expiries, bool[] isFound)
    {
        int missing = isFound.Length;
        for (int slot = 0; slot < slots.Length && missing > 0; slot++)
        {
            HtlcTable table = slots[slot] ? tables.At(slot) : null;
            if (table != null && table.IsWhole)
            {
                missing -= Find(table, hash, amountsMsat, expiries, isFound);
            }
        }

        return missing;
    }

    private static int Find(HtlcTable table, byte[] hash, ulong[] amountsMsat, uint[] expiries, bool[] isFound)
    {
        int found = 0;
        for (int at = table.FirstOf(hash, 0); at < table.Count && !table.IsOtherHash(at, hash, 0); at++)
        {
            bool isTaken = !table.IsByPeer(at) || !IsInFlightEverywhere(table, at);
            for (int i = 0; i < isFound.Length && !isTaken; i++)
            {
                if (!isFound[i] && table.AmountOf(at) == amountsMsat[i] && table.ExpiryAt(at) == expiries[i])
                {
                    isFound[i] = true;
                    isTaken = true;
                    found++;
                }
            }
        }

        return found;
    }

    private static bool IsInFlightEverywhere(HtlcTable table, int index)
    {
        bool isEverywhere = true;
        for (int column = 0; column < HtlcTable.Columns; column++)
        {
            isEverywhere &= !table.IsLive(column) || table.State(index, column) == HtlcTable.InFlight;
        }

        return isEverywhere;
    }
}
