/** IPv4 addresses and blocks of them, as numbers. */
export interface Subnet {
  /** First address. */
  readonly base: number;
  readonly prefixLength: number;
}

/** `null` for what is no address. */
export function parseAddress(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = match?.slice(1).map(Number);
  if (!bytes || bytes.some((byte) => byte > 255)) return null;
  return bytes.reduce((whole, byte) => whole * 256 + byte, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

export const sizeOf = ({ prefixLength }: Subnet): number => 2 ** (32 - prefixLength);

/** `10.1.0.0/16`; host bits may be set. `null` for what is no CIDR block. */
export function parseCidr(text: string): { readonly address: number; readonly subnet: Subnet } | null {
  const [host = '', length = ''] = text.split('/');
  const address = parseAddress(host);
  const prefixLength = /^\d{1,2}$/.test(length) ? Number(length) : 33;
  if (address === null || prefixLength > 32) return null;
  return { address, subnet: { base: address - (address % 2 ** (32 - prefixLength)), prefixLength } };
}

export const formatSubnet = ({ base, prefixLength }: Subnet): string => `${formatAddress(base)}/${prefixLength}`;

export function contains(subnet: Subnet, address: number): boolean {
  return address >= subnet.base && address < subnet.base + sizeOf(subnet);
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return contains(a, b.base) || contains(b, a.base);
}
