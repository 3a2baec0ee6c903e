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
superviseDockerd(sys);
