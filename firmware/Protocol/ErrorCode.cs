namespace Holdfast.Protocol;

/// <summary>
/// What went wrong, for a program: every reply that is not ok carries one, beside a sentence for people. The status of the reply
/// (<see cref="ReplyStatus"/>) says what to do about it in general.
/// </summary>
public enum ErrorCode : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Malformed: no request has this id. Update the older end.</summary>
    UnknownMessage = 1,

    /// <summary>Malformed: a field is missing, too long, out of range or followed by more.</summary>
    BadBody = 2,

    /// <summary>Malformed: the sequence number was used for other bytes. Send the new request under the next number.</summary>
    SequenceReused = 3,

    /// <summary>Malformed: the sequence number is older than the last one answered. Unlock another session.</summary>
    SequenceStale = 4,

    /// <summary>Malformed: the seal does not fit the request, the number or the session: another host may have it now. Say Hello and Unlock.</summary>
    BadSeal = 5,

    /// <summary>Malformed: a point is not on the curve or a secret is out of range.</summary>
    BadKey = 6,

    /// <summary>Malformed: amounts do not add up to the channel.</summary>
    BadAmounts = 7,

    /// <summary>Refused: a rule of RULES.md; the tag names it.</summary>
    Rule = 16,

    /// <summary>Refused: the owner did not press the button.</summary>
    NotApproved = 17,

    /// <summary>Fault: an invariant broke.</summary>
    Invariant = 32,

    /// <summary>Fault: storage did not keep its promise. Power-cycle the device; it finds out by itself what was written.</summary>
    Storage = 33,

    /// <summary>Fault: the device had stopped before this request. Status says why.</summary>
    Stopped = 34,

    /// <summary>Fault: an error that nobody foresaw.</summary>
    Unexpected = 35,

    /// <summary>Fault: the memory was full in the middle of the request. Power-cycle the device; it finds out by itself what was written.</summary>
    OutOfMemory = 36,

    /// <summary>Not now: the offer of this handshake was used, or the device started anew. Say Hello.</summary>
    NoSession = 48,

    /// <summary>Not now: the device is blank. Provision it.</summary>
    Blank = 49,

    /// <summary>Not now: the device has no session of this host. Say Hello and Unlock.</summary>
    Locked = 50,

    /// <summary>Not now: a secret is there already. Wipe first, with the button.</summary>
    AlreadyProvisioned = 51,

    /// <summary>Not now: the host's half is not of this device, or the handshake was changed on its way.</summary>
    WrongHostHalf = 52,

    /// <summary>Not now: host and device speak different versions of the protocol.</summary>
    VersionMismatch = 53,

    /// <summary>Not now: no such channel on the device.</summary>
    UnknownChannel = 54,

    /// <summary>Not now: every channel slot is taken. Forget channels that are over.</summary>
    ChannelsFull = 55,

    /// <summary>Not now: this commitment was not prepared since the device started, or something else was since. Send SignCounterpartyCommitment.</summary>
    NotPrepared = 56,

    /// <summary>Not now: the device does not remember this commitment of the peer. While it is the newest, sign it again and ask then.</summary>
    NoTicket = 57,

    /// <summary>Not now: the link has no connection to a tower, or something else comes first. Connect again.</summary>
    NoTowerLink = 58,

    /// <summary>Not now: the memory of towers is full. Forget keys that are not needed.</summary>
    TowersFull = 59,

    /// <summary>Not now: this index is neither reserved nor open.</summary>
    UnknownTowerKey = 60,

    /// <summary>Not now: no way leads to this header, or none was shown. Begin with one of the newest blocks, and show each one's predecessor after it.</summary>
    UnlinkedHeader = 64,

    /// <summary>Not now: the payments of a channel, which the sentence names, are not known since the device started. Show them, then send the request again.</summary>
    PaymentsUnknown = 65,

    /// <summary>Not now: the memory of approvals, or the list of payees, is full. Forget some of them.</summary>
    ApprovalsFull = 66,

    /// <summary>Not now: the vault has no room for another promise. Cancel some, or settle what has come for them.</summary>
    VaultFull = 67,

    /// <summary>Not now: the vault needs the payments of the channels, which the device does not follow. Set the limit PaymentsAreChecked to 1.</summary>
    PaymentsNotFollowed = 68,

    /// <summary>Not now: a backup goes only onto a device that has promised nothing. Wipe it, and give it its words again.</summary>
    NotFresh = 69,

    /// <summary>Not now: a backup is being restored. Show the rest of it, or start the device anew.</summary>
    Restoring = 70,

    /// <summary>Not now: another bridge holds the device; the sentence names it. Stop that one, or this one.</summary>
    HeldByAnother = 71,

    /// <summary>Not now: the board has no memory for this request. The sentence says how much there is. Nothing has changed.</summary>
    MemoryFull = 80,
}
