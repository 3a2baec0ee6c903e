/** What `POST /containers/create` takes beyond the configuration that is kept: Docker Engine API 1.51. */
import type { CreateRequest, HostConfig } from './containers.ts';

export interface PortBinding {
  readonly HostIp: string;
  /** One port or a range; empty for one that the daemon picks. */
  readonly HostPort: string;
}

export interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: object;
  readonly VolumeOptions?: object;
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}

export interface DeviceMapping {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

export interface ThrottleDevice {
  readonly Path: string;
  /** Bytes or operations a second. */
  readonly Rate: number;
}

export interface HealthConfig {
  readonly Test?: readonly string[];
  /** Nanoseconds, as all four. */
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface EndpointSettings {
  readonly IPAMConfig?: { readonly IPv4Address?: string; readonly IPv6Address?: string; readonly LinkLocalIPs?: readonly string[] };
  readonly Aliases?: readonly string[];
  readonly Links?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
  readonly MacAddress?: string;
}

export interface FullHostConfig extends HostConfig {
  readonly Annotations?: Readonly<Record<string, string>>;
  readonly BlkioDeviceReadBps?: readonly ThrottleDevice[];
  readonly BlkioDeviceReadIOps?: readonly ThrottleDevice[];
  readonly BlkioDeviceWriteBps?: readonly ThrottleDevice[];
  readonly BlkioDeviceWriteIOps?: readonly ThrottleDevice[];
  readonly BlkioWeight?: number;
  readonly BlkioWeightDevice?: readonly { readonly Path: string; readonly Weight: number }[];
  readonly CgroupParent?: string;
  readonly CgroupnsMode?: string;
  /** Microseconds, as the quota and the real-time figures. */
  readonly CpuPeriod?: number;
  readonly CpuQuota?: number;
  readonly CpuRealtimePeriod?: number;
  readonly CpuRealtimeRuntime?: number;
  readonly CpusetCpus?: string;
  readonly CpusetMems?: string;
  readonly DeviceCgroupRules?: readonly string[];
  readonly DeviceRequests?: readonly object[];
  readonly Devices?: readonly DeviceMapping[];
  readonly DnsOptions?: readonly string[];
  readonly DnsSearch?: readonly string[];
  readonly Isolation?: string;
  readonly KernelMemory?: number;
  readonly Links?: readonly string[];
  readonly LogConfig?: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
  readonly MemoryReservation?: number;
  /** Bytes of memory and swap together; -1 without limit. */
  readonly MemorySwap?: number;
  readonly MemorySwappiness?: number;
  readonly Mounts?: readonly Mount[];
  readonly OomKillDisable?: boolean;
  readonly OomScoreAdj?: number;
  readonly PortBindings?: Readonly<Record<string, readonly PortBinding[]>>;
  readonly PublishAllPorts?: boolean;
  readonly Runtime?: string;
  readonly StorageOpt?: Readonly<Record<string, string>>;
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly UsernsMode?: string;
  readonly VolumeDriver?: string;
  readonly VolumesFrom?: readonly string[];
}

export interface FullCreateRequest extends CreateRequest {
  readonly Healthcheck?: HealthConfig;
  readonly HostConfig: FullHostConfig;
  readonly NetworkingConfig: { readonly EndpointsConfig: Readonly<Record<string, EndpointSettings>> };
}
