// A double of channeld, for tests: holdfast-channeld becomes this program instead of the node's own. It is a puppet. Each frame on fd 0 begins with a letter,
// and each but the last is answered by a frame, two blanks and what is said here:
//   H   asks the hsm on fd 4 what follows the letter; its reply
//   W   writes what follows to the peer on fd 3
//   L   the same in two halves with nothing in between, as a peer sees a slow writer; the second half never comes
//   R   reads one message of the peer
//   P   passes fd 3 on, as channeld does when the channel closes: the answer, then one byte with the descriptor
//   X   ends
using Holdfast.ChanneldDouble;
using Holdfast.HandOver;

if (args is ["--version"])
{
    Console.Out.Write("v26.06.6\n");
    return 0;
}

FrameSocket strings = new(UnixSocket.Borrowed(0));
FrameSocket peer = new(UnixSocket.Borrowed(3));
FrameSocket hsm = new(UnixSocket.Borrowed(4));
for (byte[]? pull = strings.Read(); pull is { Length: > 0 } && pull[0] != 'X'; pull = strings.Read())
{
    byte[] body = pull[1..];
    switch ((char)pull[0])
    {
        case 'H':
            hsm.Write(body);
            Answer(hsm.Read());
            break;
        case 'W':
            peer.Write(body);
            Answer(null);
            break;
        case 'L':
            peer.WriteHalf(body);
            Answer(null);
            break;
        case 'R':
            Answer(peer.Read());
            break;
        case 'P':
            Answer(null);
            strings.Socket.Pass(peer.Socket);
            break;
        default:
            return 2;
    }
}

return 0;

void Answer(byte[]? what) => strings.Write([.. "  "u8, .. what ?? []]);
