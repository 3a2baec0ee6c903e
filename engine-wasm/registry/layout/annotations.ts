/** Annotations of the layout's index: the first is OCI's own (Image Specification 1.1, "Pre-Defined Annotation Keys"). */
export const annotation = {
  /** `owner/name:tag`; a manifest without a tag has none. */
  name: 'org.opencontainers.image.ref.name',
  repository: 'dev.drydock.repository',
  private: 'dev.drydock.private',
  description: 'dev.drydock.description',
} as const;
