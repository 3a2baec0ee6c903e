/** `GET /drydock/manifests/{name}` of the daemon. */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
}

export interface ManifestText {
  /** As the registry has it, byte by byte. */
  readonly text: string;
  readonly mediaType: string;
  /** Absent for an index. */
  readonly platform?: Platform | undefined;
}

export interface ManifestAnswer {
  readonly named: ManifestText;
  /** Of an index, in its order. */
  readonly members: readonly ManifestText[];
}
