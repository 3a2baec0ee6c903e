import { frameType, type LinkTarget } from '../api/link.ts';
import { O_NOCTTY, O_NONBLOCK, O_RDWR } from '../sys/constants.ts';
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import { encodeFrame, FrameDecoder } from '../wire/link/frames.ts';
import { LinkMux, type LinkStream } from '../wire/link/mux.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { copyBoth } from './copy.ts';
import { openPtySession } from './pty.ts';
import { serveAgent } from './requests.ts';

/** The port of the virtio console that the link has to itself. */
const device = '/dev/hvc1';

async function connect(sys: Sys, target: LinkTarget, stream: LinkStream): Promise<void> {
  switch (target.kind) {
    case 'pty':
      openPtySession(sys, target, stream);
      break;
    case 'unix':
      copyBoth(stream, new FdStream(sys, sys.sockets.connectUnix(target.path)));
      break;
    case 'tcp':
      copyBoth(stream, new FdStream(sys, await sys.sockets.connectTcp(target.address, target.port)));
      break;
    case 'agent':
      void serveAgent(sys, stream);
      break;
    case 'files': {
      // Loaded when it is first asked for: a machine whose files nobody edits does without.
      const { serveFiles } = await import('./files/serve.ts');
      void serveFiles(sys, stream);
      break;
    }
    case 'service':
      throw new Error('the guest offers no services to the host');
  }
}

/** Writes one after the other, whole. */
function serialised(port: ByteStream): (bytes: Uint8Array) => Promise<void> {
  let last = Promise.resolve();
  return (bytes) => (last = last.then(() => port.write(bytes)));
}

/** Serves the host's streams for as long as the machine runs. */
export function serveLink(sys: Sys): LinkMux {
  const fd = sys.files.open(device, O_RDWR | O_NOCTTY | O_NONBLOCK);
  sys.terminals.makeRaw(fd);
  const port = new FdStream(sys, fd);
  const send = serialised(port);
  const mux = new LinkMux('guest', { send }, (target, stream) => connect(sys, target, stream));
  const decoder = new FrameDecoder();
  const acknowledge = (bytes: number): void => {
    const taken = new Uint8Array(4);
    new DataView(taken.buffer).setUint32(0, bytes, true);
    void send(encodeFrame(frameType.ack, 0, taken));
  };
  const receive = async (): Promise<void> => {
    for (let bytes = await port.read(); bytes !== null; bytes = await port.read()) {
      for (const frame of decoder.push(bytes)) {
        if (frame.type === frameType.reset && frame.stream === 0) mux.resetAll();
        else mux.receive(frame);
      }
      acknowledge(bytes.length);
    }
  };
  // The first word: the host that booted this machine waits for it.
  acknowledge(0);
  void receive();
  return mux;
}
