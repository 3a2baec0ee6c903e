/** PID 1 of the guest: brings the machine up, keeps dockerd running, and serves the host over the link. */
import { sys } from '../sys/quickjs.ts';
import { mountFileSystems, setUpLoopback } from './boot.ts';
import { serveLink } from './link.ts';
import { serveHostServices } from './services.ts';
import { superviseDockerd } from './supervise.ts';

mountFileSystems(sys);
setUpLoopback(sys);
const link = serveLink(sys);
serveHostServices(sys, link);
// A machine that is booted beside the learner's is a plain Linux: its engine is started by who wants it.
if (!sys.files.readText('/proc/cmdline').includes('drydock.daemon=off')) superviseDockerd(sys);
