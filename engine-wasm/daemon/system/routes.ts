import type { Sys } from '../../sys/sys.ts';
import { isRunning, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import type { ImageUsage } from '../images/usage.ts';
import { json, type Route } from '../http/router.ts';
import { diskUsage } from './disk-usage.ts';

function kernelVersion({ files }: Sys): string {
  return files.readText('/proc/sys/kernel/osrelease').trim();
}

function version(engine: Engine): unknown {
  const common = {
    ApiVersion: '1.51',
    MinAPIVersion: '1.24',
    Os: 'linux',
    Arch: '386',
    KernelVersion: kernelVersion(engine.sys),
    GitCommit: 'drydock',
    GoVersion: 'none',
    BuildTime: '',
  };
  return {
    Platform: { Name: 'Drydock Engine' },
    Version: '28.5.2',
    ...common,
    Components: [{ Name: 'Engine', Version: '28.5.2', Details: { ...common, Experimental: 'false' } }],
  };
}

function info(engine: Engine, imageCount: () => number): unknown {
  const { sys, containers } = engine;
  const all = containers.all();
  const count = (test: (container: Container) => boolean): number => all.filter(test).length;
  const memory = Number(/MemTotal: +(\d+)/.exec(sys.files.readText('/proc/meminfo'))?.[1] ?? 0) * 1024;
  return {
    ID: sys.hashing.sha256('drydock').slice(0, 36),
    Containers: all.length,
    ContainersRunning: count(({ state }) => state.status === 'running'),
    ContainersPaused: count(({ state }) => state.status === 'paused'),
    ContainersStopped: count((container) => !isRunning(container)),
    Images: imageCount(),
    Driver: 'overlay2',
    DriverStatus: [['Backing Filesystem', 'tmpfs']],
    Plugins: { Volume: ['local'], Network: ['bridge', 'host', 'null'], Authorization: null, Log: ['json-file'] },
    MemoryLimit: true,
    SwapLimit: false,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '2',
    KernelVersion: kernelVersion(sys),
    OperatingSystem: 'Drydock (Linux in your browser)',
    OSType: 'linux',
    Architecture: 'i686',
    NCPU: 1,
    MemTotal: memory,
    DockerRootDir: '/var/lib/docker',
    Name: 'drydock',
    ServerVersion: '28.5.2',
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
    RegistryConfig: { Mirrors: ['http://hub:3140/'], InsecureRegistryCIDRs: ['127.0.0.0/8'], IndexConfigs: {} },
    Swarm: { LocalNodeState: 'inactive' },
    Warnings: null,
    SystemTime: sys.clock.timestamp(),
  };
}

export function systemRoutes(engine: Engine, imageCount: () => number, images: ImageUsage): Route[] {
  return [
    { method: 'GET', path: '/_ping', handle: () => ({ kind: 'text', status: 200, text: 'OK' }) },
    { method: 'HEAD', path: '/_ping', handle: () => ({ kind: 'text', status: 200, text: '' }) },
    { method: 'GET', path: '/version', handle: () => json(version(engine)) },
    { method: 'GET', path: '/info', handle: () => json(info(engine, imageCount)) },
    { method: 'GET', path: '/system/df', handle: ({ query }) => json(diskUsage(engine, images, query['type'] ? [query['type']] : [])) },
  ];
}
