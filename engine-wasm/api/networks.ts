/** Networks on the wire: Docker Engine API 1.51, the fields that this engine reads or fills. */
export interface EndpointSettings {
  readonly IPAMConfig?: { readonly IPv4Address?: string } | null;
  readonly Links?: readonly string[] | null;
  readonly Aliases?: readonly string[] | null;
  readonly MacAddress?: string;
  readonly DriverOpts?: Readonly<Record<string, string>> | null;
  readonly GwPriority?: number;
}

export interface IpamPool {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
}

export interface NetworkCreateRequest {
  readonly Name?: string;
  readonly Driver?: string;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv6?: boolean;
  readonly IPAM?: { readonly Driver?: string; readonly Config?: readonly IpamPool[] | null; readonly Options?: Readonly<Record<string, string>> | null } | null;
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export interface PortBinding {
  readonly HostIp?: string;
  /** A port, a range, or empty for any. */
  readonly HostPort?: string;
}
