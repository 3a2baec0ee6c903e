/** The client is of the engine's version, whose API it speaks. */
export const clientVersion = '28.5.2';
export const apiVersion = '1.51';

/** What `version` and `info` tell of this program; there is no Go in it. */
export const clientFacts = {
  Version: clientVersion,
  ApiVersion: apiVersion,
  DefaultAPIVersion: apiVersion,
  GitCommit: 'drydock',
  GoVersion: 'none',
  Os: 'linux',
  Arch: '386',
  BuildTime: '',
  Context: 'default',
};
