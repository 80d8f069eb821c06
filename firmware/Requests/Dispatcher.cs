using System;
using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Where every failure becomes an answer. Three kinds of failure, three answers:
/// <list type="bullet">
/// <item>malformed (or not possible now): an error, nothing was touched;</item>
/// <item>refused: the rule's tag and sentence, nothing was touched;</item>
/// <item>a fault: an invariant broke, storage did not keep its promise, or something nobody foresaw. The device stops signing, shows it and
/// waits for a person; the next boot finds out from flash what was promised.</item>
/// </list>
/// Nothing is ever turned into a warning. Flash that cannot be read as what it should be is caught one step earlier, where it is opened (<see cref="Provisioning"/>):
/// nothing that was malformed there may be taken for a malformed request.
/// </summary>
public sealed class Dispatcher
{
    private readonly SignerDevice _device;
    private bool _hasIdleWork;

    public Dispatcher(SignerDevice device)
    {
        _device = device;
    }

    /// <summary>Finds out in which state the device is.</summary>
    public void Boot()
    {
        try
        {
            // Before the first secret is used: products with secrets run blinded from here on.
            _device.Curve.Blind(_device.Random(_device.Board));
            Provisioning.Boot(_device);
        }
        catch (Exception exception)
        {
            Stop(exception);
        }

        _device.ShowState(false);
    }

    /// <summary>The reply to the request in the first <paramref name="length"/> bytes. Never throws.</summary>
    public byte[] Answer(byte[] message, int length)
    {
        _device.CountRequest();
        _hasIdleWork = true;
        _device.ShowState(true);
        _device.Owner.Begin(message, length);
        byte[] reply;
        try
        {
            ByteReader body = new ByteReader(message, 0, length);
            MessageId id = (MessageId)body.U8();
            reply = Reply.Ok(RequestGate.Pass(id, body, _device), _device.Receipt());
        }
        catch (MalformedException exception)
        {
            reply = Reply.Failed(ReplyStatus.Malformed, ErrorCode.BadBody, "", exception.Message);
        }
        catch (RequestException exception)
        {
            reply = Reply.Failed(exception.Status, exception.Code, "", exception.Message + _device.Owner.Remark);
        }
        catch (Refusal exception)
        {
            _device.CountRefusal(exception.Tag, exception.Message);
            reply = Reply.Failed(ReplyStatus.Refused, ErrorCode.Rule, exception.Tag, exception.Message + _device.Owner.Remark);
        }
        catch (Exception exception)
        {
            reply = Reply.Failed(ReplyStatus.Fault, Stop(exception), "", _device.Sentence);
        }

        _device.ShowState(false);
        return reply;
    }

    /// <summary>An ephemeral key for a handshake; null on a device that has stopped, or stops over it. Never throws.</summary>
    public LinkOffer Offer(byte[] fromHost)
    {
        if (_device.State == DeviceState.Stopped)
        {
            return null;
        }

        try
        {
            // The pairing key is no secret from whoever reads the flash, but a guess at the chip's generator alone is not enough.
            byte[] pairing = _device.KeyFile == null ? fromHost : _device.KeyFile.PairingKey;
            byte[] outside = _device.Hmac.Sha256(pairing, fromHost);
            byte[] secret = _device.Random(outside);
            byte[] nonce = new byte[LinkOffer.NonceBytes];
            Array.Copy(_device.Random(outside), 0, nonce, 0, nonce.Length);
            return _device.Curve.IsSecret(secret) ? new LinkOffer(nonce, secret, _device.Curve.PublicKey(secret)) : null;
        }
        catch (Exception exception)
        {
            Stop(exception);
            _device.ShowState(false);
            return null;
        }
    }

    /// <summary>What both ephemeral keys make; null when the host's is no point, or the device stopped, or stops over it. Never throws.</summary>
    public byte[] Agree(LinkOffer offer, byte[] hostPoint)
    {
        if (_device.State == DeviceState.Stopped)
        {
            return null;
        }

        try
        {
            return _device.Curve.IsPoint(hostPoint) ? _device.Curve.Ecdh(hostPoint, offer.Secret) : null;
        }
        catch (Exception exception)
        {
            Stop(exception);
            _device.ShowState(false);
            return null;
        }
    }

    /// <summary>Work that may wait until after the reply.</summary>
    public void Idle()
    {
        if (!_hasIdleWork || _device.State != DeviceState.Ready)
        {
            return;
        }

        try
        {
            _hasIdleWork = _device.Context.Idle();
            if (_device.Curve.IsBlindWorn)
            {
                _device.Curve.Blind(_device.Random(_device.Board));
            }
        }
        catch (Exception exception)
        {
            Stop(exception);
            _device.ShowState(false);
        }
    }

    private ErrorCode Stop(Exception exception)
    {
        if (exception is StorageException)
        {
            _device.Stop(StopReason.StorageFailed, exception.Message);
            return ErrorCode.Storage;
        }

        // At boot and between requests nothing comes from the host: what is malformed there is as bad as a broken invariant.
        if (exception is FaultException || exception is MalformedException)
        {
            _device.Stop(StopReason.Invariant, exception.Message);
            return ErrorCode.Invariant;
        }

        _device.Stop(StopReason.Unexpected, "an error that nobody foresaw");
        return ErrorCode.Unexpected;
    }
}
