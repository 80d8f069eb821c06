using Holdfast.Hardware;

namespace Holdfast.HostUnit.Screen;

/// <summary>
/// Every question that the firmware can ask, with the longest amounts, keys and texts that it takes. tests/Tidy finds each text of a question in the firmware's sources here.
/// A new one gets its picture with HOLDFAST_GOLDEN (GoldenTests).
/// </summary>
internal static class Questions
{
    private const string Key = "02a1633cafcc01ebfb6d78e39f687a1f0995c62fc95f51ead10a02ee0be551b5dc";
    private const string Address = "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297";
    private const string Hash = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    private const string Most = "2099999997690000";
    private const string Description = "\"Two loaves of rye bread, one of them cut, and a bag of buns; to be fetched before six in the evening!\"";

    public static IEnumerable<(string Name, string Text, SignerLight Light)> All { get; } =
    [
        ("pay-invoice", "Send a payment of 25000 sat, and at most 250 sat of fees,\nto " + Key + ",\nfor " + Description + "?", SignerLight.Asking),
        ("pay-twice", "This was paid before, or may have been, and others can take what is sent now. Send a payment of " + Most + " sat, and at most 20999999976900.001 sat of fees,\nto " + Key
            + ", the issuer of an offer,\nfor hexadecimal " + Hash + Hash + Hash + "6c6c6c6c and more?", SignerLight.Asking),
        ("pay-blinded", "Send a payment of 1 sat, and at most 0.001 sat of fees,\nto " + Key + ", a key that does not tell who is paid,\nfor an offer without a text?", SignerLight.Asking),
        ("pay-without-text", "Send a payment of 1 sat, and at most 0.001 sat of fees,\nto " + Key + ",\nfor a text that the invoice does not contain?", SignerLight.Asking),
        ("keysend", "Send a payment of 1000.999 sat, and at most 10 sat of fees,\nwithout an invoice; the node says: to " + Key + "?", SignerLight.Asking),
        ("allow-payee", "Let the node pay any invoice of " + Key + " without asking, up to the limits?", SignerLight.Asking),
        ("uncovered", "Go on although payments too small to be listed have taken " + Most + " sat more than they have brought? Pay " + Most
            + " sat that neither an approved invoice nor an incoming payment covers? Give back " + Most + " sat that came in and were paid on? Give back " + Most
            + " sat that came in for a preimage that has left? Channel 18446744073709551615 with " + Key + ", first payment hash " + Hash + "...", SignerLight.Asking),
        ("adopt-payments", "Believe the node about the payments in flight in channel 18446744073709551615 with " + Key + ", and about what you own in it, at its next commitments?",
            SignerLight.Asking),
        ("adopt-ending", "Forget what was paid in channel 7 with " + Key + ", which only ends? It no longer counts against what other channels pay or give back.", SignerLight.Asking),
        ("wallet", "Pay " + Most + " sat, fee included, out of the wallet, with " + Most + " sat to " + Address + " and 250 more, up to " + Most + " sat of it to the peer of channel 18446744073709551615?",
            SignerLight.Asking),
        ("wallet-unknown", "Sign away up to " + Most + " sat of the wallet and of the channel in a transaction that the device cannot account for, with " + Most + " sat to " + Address + "?",
            SignerLight.Asking),
        ("sweep", "Of " + Most + " sat of a closed channel, pay " + Most + " sat to " + Address + " and 12 more?", SignerLight.Asking),
        ("close", "Close the channel for a fee of " + Most + " sat and pay " + Most + " sat to " + Address + "?", SignerLight.Asking),
        ("open", "Give up channel 18446744073709551615 with " + Key + ", which the node forgot and in which you may own 2099999997690000 of " + Most
            + " sat and payments in flight, to make room? Forget what was paid in channel 18446744073709551615, although payments of the same hash are open or agreed to? "
            + "Never again use channel numbers below 18446744073709551615, to make room in the memory of forgotten ones? Have every close of channel 18446744073709551615 pay you to "
            + Address + ", which is not in the wallet?", SignerLight.Asking),
        ("open-again", "Give up the first opening of this channel, in which you own something? Have every close of channel 12 pay you to " + Address + ", which is not in the wallet?",
            SignerLight.Asking),
        ("believe-funding", "Believe the node that the funding of channel 18446744073709551615 over " + Most + " sat is confirmed? It was not shown in the block chain.", SignerLight.Asking),
        ("lease", "Lease out a channel until block 4294967295, and ask at most 4294967295 msat and 65535 thousandths of a payment for passing it on until then?", SignerLight.Asking),
        ("limits", "Allow more than until now?\nPaymentsAreChecked: 0 instead of 1\nUnlistedMsatMax: 18446744073709551615 instead of 100000000\nFeesDaySatMax: 2100000000000000 instead of 100000"
            + "\nAutoApproveMsatMax: 18446744073709551615 instead of 0", SignerLight.Asking),
        ("trust-tower", "Rely on the watchtower " + Key + "?", SignerLight.Asking),
        ("delete-backups", "Delete all backups of session 4294967295 at its watchtower?", SignerLight.Asking),
        ("no-tower", "Let channels go on without any watchtower?", SignerLight.Asking),
        ("tower-exposure", "Let channels go on with 255 states that no watchtower has?", SignerLight.Asking),
        ("forget-chain", "Forget the block chain up to height 4294967295, and believe the node about confirmations until it is shown again?", SignerLight.Asking),
        ("draw-entropy", "Press the button to add your own timing to the new key", SignerLight.Asking),
        ("jit", "Let " + Key + "\nkeep at most " + Most + " sat of a payment to you of at most " + Most + " sat,\nand of a smaller one 1000000 millionths and at least " + Most
            + " sat,\nfor a channel that it opens, and trust it with " + Most + " sat until that is sure?", SignerLight.Asking),
        ("jit-fixed", "Let " + Key + "\nkeep 2500 sat of a payment to you of 250000 sat,\nfor a channel that it opens?", SignerLight.Asking),
        ("close-from-backup", "Close channel 18446744073709551615 alone, with the state of the backup? If the backup is not the newest, the peer takes all of it.", SignerLight.Asking),
        ("move-away", "Move everything to the device with volume 66687aadf862bd77? This one signs nothing any more.", SignerLight.Erasing),
        ("moved-here", "Go on from the last state of the device that was moved to this one?", SignerLight.Repairing),
        ("restore", "Close all channels from backup 18446744073709551615? If the old device has promised more since then, a peer can take the money.", SignerLight.Repairing),
        ("wipe", "Erase the key and everything that was promised under it?", SignerLight.Erasing),
        ("repair-vouched", "Files on the flash were damaged. Go on from what the host says is the newest state?", SignerLight.Repairing),
        ("repair-copies", "Files on the flash were damaged. Go on from their second copies?", SignerLight.Repairing),
    ];
}
