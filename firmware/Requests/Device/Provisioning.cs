using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.Protocol;
using Holdfast.Secrets;

namespace Holdfast.Requests;

/// <summary>
/// How a device gets its secret, finds it again at boot, and loses it. The key file is written before the journal exists, marked as unfinished, and
/// once more when the journal is complete, that is, when its marker exists and names the same volume as the key file:
/// <code>
/// power cut            key file     journal            at the next boot
/// before anything      none         none               Blank
/// while formatting     unfinished   no marker          Blank: provisioning starts over, nothing was promised yet
/// after the marker     any stage    complete           Locked: whatever is missing in the key files is written then
/// wipe, in between     none         any                Stopped: a journal without keys, wipe again
/// flash formatted      none         none               Blank, and the host knows better: it has the receipt of another volume
/// </code>
/// A finished key file without its journal, or with another one, stops the device: the memory of what was promised is gone. Where a marker
/// stands the device is never Blank, so nobody provisions over a journal without the owner's wipe.
/// </summary>
public static class Provisioning
{
    /// <summary>Reads what is there and sets the state.</summary>
    public static void Boot(SignerDevice device)
    {
        VolumeState volume;
        KeyFile file;
        try
        {
            volume = JournalMarker.Look(device.Storage);
            file = KeyFile.Read(device.Storage, JournalMarker.VolumeIdOf(device.Storage));
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            device.Stop(StopReason.JournalDamaged, exception.Message);
            return;
        }

        bool hasMarker = volume == VolumeState.Provisioned || volume == VolumeState.Unreadable;
        if (file == null && volume != VolumeState.Blank)
        {
            device.Stop(StopReason.JournalMissing, "there is a journal without its keys: wipe the device, then restore the seed");
        }
        else if (file != null && (file.IsFinished || hasMarker))
        {
            device.Lock(file);
            RequireJournal(device, volume);
            if (device.State == DeviceState.Locked && file.Repairs == 0)
            {
                file.RepairOther(device.Storage);
            }
        }
    }

    /// <summary>Puts a secret on a blank device; returns the volume id. Afterwards the device is locked.</summary>
    public static byte[] Provision(SignerDevice device, SecretKind kind, Network network, byte[] secret, byte[] hostHalf)
    {
        byte[] deviceHalf = device.Random(hostHalf);
        byte[] volumeId = new byte[16];
        Array.Copy(device.Random(deviceHalf), 0, volumeId, 0, volumeId.Length);
        KeyTree tree = new KeyTree(device.Curve, device.Hmac, secret, kind == SecretKind.Mnemonic);
        byte[] journalKey = tree.JournalKey();
        tree.Wipe();

        VolumeState volume = JournalMarker.Look(device.Storage);
        Check.That(volume == VolumeState.Blank || volume == VolumeState.Unfinished, "a journal goes only with the owner's wipe");
        KeyFile.Write(device.Storage, device.Hmac, false, kind, network, volumeId, deviceHalf, hostHalf, secret);
        FlashJournal.Wipe(device.Storage);
        FlashJournal.Format(device.Storage, device.Hmac, journalKey, volumeId);
        KeyFile.Write(device.Storage, device.Hmac, true, kind, network, volumeId, deviceHalf, hostHalf, secret);
        Array.Clear(journalKey, 0, journalKey.Length);
        Array.Clear(deviceHalf, 0, deviceHalf.Length);
        device.Lock(KeyFile.Read(device.Storage, volumeId));
        return volumeId;
    }

    /// <summary>
    /// Opens keys and journal with the host's half; false when it is not the right one. On a device that is ready already only the half is
    /// checked. A journal that cannot be trusted stops the device; one that has to be repaired waits for the owner, and the device stays locked.
    /// </summary>
    public static bool Unlock(SignerDevice device, byte[] hostHalf, byte[] receipt)
    {
        byte[] secret = device.KeyFile.Open(device.Hmac, hostHalf);
        if (secret == null)
        {
            return false;
        }

        try
        {
            if (device.State == DeviceState.Locked)
            {
                OpenJournal(device, hostHalf, secret, receipt);
            }
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            device.Stop(StopReason.JournalDamaged, exception.Message);
            throw new FaultException(exception.Message);
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }

        return true;
    }

    /// <summary>Forgets the secret and everything promised under it. RAM first, then keys: whatever is left without them is noise.</summary>
    public static void Wipe(SignerDevice device)
    {
        device.DropSecrets();
        KeyFile.Delete(device.Storage);
        FlashJournal.Wipe(device.Storage);
        device.Forget();
    }

    private static void OpenJournal(SignerDevice device, byte[] hostHalf, byte[] secret, byte[] receipt)
    {
        KeyTree tree = new KeyTree(device.Curve, device.Hmac, secret, device.KeyFile.Kind == SecretKind.Mnemonic);
        byte[] journalKey = tree.JournalKey();
        try
        {
            FlashJournal journal = Recover(device, hostHalf, secret, receipt, journalKey);
            device.Open(new SignerContext(device.Curve, device.Hmac, tree, journal, device.Network, device.Limits, device.Owner, device.Clock));
            MoveAwayHandler.StopIfMoved(device);
        }
        finally
        {
            Array.Clear(journalKey, 0, journalKey.Length);
            if (device.Context == null)
            {
                tree.Wipe();
            }
        }
    }

    // A method of its own, so that what recovery has read is garbage before the channels are built from it.
    private static FlashJournal Recover(SignerDevice device, byte[] hostHalf, byte[] secret, byte[] receipt, byte[] journalKey)
    {
        JournalRecovery recovery = new JournalRecovery(device.Storage, device.Hmac, journalKey, receipt);
        RequireOwner(device, recovery);
        RepairKeys(device, hostHalf, secret);
        return FlashJournal.Open(recovery, device.Recovery != RecoveryState.None);
    }

    // Flash that is not as the device left it is a sign of age or of a hand in it, and a receipt is only the host's word. Both go on with a person.
    private static void RequireOwner(SignerDevice device, JournalRecovery recovery)
    {
        int repairs = recovery.Repairs + device.KeyFile.Repairs;
        device.Recover(repairs == 0 ? RecoveryState.None : RecoveryState.WaitsForOwner, repairs);
        if (repairs == 0)
        {
            return;
        }

        string question = recovery.IsVouchedByReceipt
            ? "Files on the flash were damaged. Go on from what the host says is the newest state?"
            : "Files on the flash were damaged. Go on from their second copies?";
        if (!device.Owner.AgreesToRepair(question))
        {
            throw RequestException.NotApproved("files on the flash were damaged; the owner did not hold the button down for five seconds, and nothing was repaired");
        }

        device.Recover(recovery.IsVouchedByReceipt ? RecoveryState.VouchedByHost : RecoveryState.Repaired, repairs);
    }

    private static void RepairKeys(SignerDevice device, byte[] hostHalf, byte[] secret)
    {
        if (device.KeyFile.IsFinished)
        {
            device.KeyFile.RepairOther(device.Storage);
        }
        else
        {
            device.ReplaceKeys(device.KeyFile.Finish(device.Storage, device.Hmac, hostHalf, secret));
        }
    }

    // What is malformed on flash did not come from the host: it is as bad as a broken invariant, and it stops the device under the journal's name. What storage
    // failed to do keeps its own name.
    private static bool IsDamage(Exception exception)
    {
        return exception is FaultException || exception is MalformedException;
    }

    private static void RequireJournal(SignerDevice device, VolumeState volume)
    {
        if (volume == VolumeState.Unreadable)
        {
            device.Stop(StopReason.JournalDamaged, "the journal's marker is damaged or of an unknown format");
        }
        else if (volume != VolumeState.Provisioned)
        {
            device.Stop(StopReason.JournalMissing, "the journal is gone although the keys are there: flash was formatted or tampered with");
        }
        else if (!Check.Same(JournalMarker.VolumeIdOf(device.Storage), device.KeyFile.VolumeId))
        {
            device.Stop(StopReason.JournalForeign, "the journal on the volume belongs to other keys");
        }
    }
}
