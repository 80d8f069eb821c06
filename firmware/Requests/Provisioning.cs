using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// How a device gets its secret, finds it again at boot, and loses it. The key file is written before the journal exists, marked as unfinished, and
/// once more when the journal is complete:
/// <code>
/// power cut            key file     journal            at the next boot
/// before anything      none         none               Blank
/// while formatting     unfinished   any                Blank: provisioning starts over, nothing was promised yet
/// after the last       finished     complete           Locked
/// wipe, in between     none         any                Stopped: a journal without keys, wipe again
/// flash formatted      none         none               Blank, and the host knows better: it has the anchor of another volume
/// </code>
/// A finished key file without its journal, or with another one, stops the device: the memory of what was promised is gone.
/// </summary>
public static class Provisioning
{
    /// <summary>Reads what is there and sets the state.</summary>
    public static void Boot(SignerDevice device)
    {
        device.FaultReason = StopReason.JournalDamaged;
        KeyFile file = KeyFile.Read(device.Storage);
        VolumeState volume = JournalMarker.Look(device.Storage);
        device.FaultReason = StopReason.Invariant;
        if (file == null && volume != VolumeState.Blank)
        {
            device.Stop(StopReason.JournalMissing, "there is a journal without its keys: wipe the device, then restore the seed");
        }
        else if (file != null && file.IsFinished)
        {
            device.KeyFile = file;
            device.State = DeviceState.Locked;
            RequireJournal(device, volume);
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

        KeyFile.Write(device.Storage, device.Hmac, false, kind, network, volumeId, deviceHalf, hostHalf, secret);
        FlashJournal.Wipe(device.Storage);
        FlashJournal.Format(device.Storage, device.Hmac, journalKey, volumeId);
        KeyFile.Write(device.Storage, device.Hmac, true, kind, network, volumeId, deviceHalf, hostHalf, secret);
        Array.Clear(journalKey, 0, journalKey.Length);
        Array.Clear(deviceHalf, 0, deviceHalf.Length);
        device.KeyFile = KeyFile.Read(device.Storage);
        device.State = DeviceState.Locked;
        return volumeId;
    }

    /// <summary>
    /// Opens keys and journal with the host's half; false when it is not the right one. On a device that is ready already only the half is
    /// checked. A journal that cannot be trusted stops the device.
    /// </summary>
    public static bool Unlock(SignerDevice device, byte[] hostHalf, byte[] anchor)
    {
        byte[] secret = device.KeyFile.Open(device.Hmac, hostHalf);
        if (secret == null)
        {
            return false;
        }

        if (device.State == DeviceState.Locked)
        {
            KeyTree tree = new KeyTree(device.Curve, device.Hmac, secret, device.KeyFile.Kind == SecretKind.Mnemonic);
            byte[] journalKey = tree.JournalKey();
            device.FaultReason = StopReason.JournalDamaged;
            FlashJournal journal = FlashJournal.Open(device.Storage, device.Hmac, journalKey, anchor);
            Array.Clear(journalKey, 0, journalKey.Length);
            device.Context = new SignerContext(device.Curve, device.Hmac, tree, journal, device.Network, device.Limits, device.Owner);
            device.FaultReason = StopReason.Invariant;
            device.State = DeviceState.Ready;
        }

        Array.Clear(secret, 0, secret.Length);
        return true;
    }

    /// <summary>Forgets the secret and everything promised under it. Keys first: whatever is left without them is noise.</summary>
    public static void Wipe(SignerDevice device)
    {
        KeyFile.Delete(device.Storage);
        FlashJournal.Wipe(device.Storage);
        if (device.Context != null)
        {
            device.Context.Wipe();
        }

        device.Context = null;
        device.KeyFile = null;
        device.StopReason = StopReason.None;
        device.Sentence = "";
        device.State = DeviceState.Blank;
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
