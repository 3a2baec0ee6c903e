/** Of a file system in memory: a daemon that starts empties it. */
export const secretsDirectory = '/run/docker/secrets';
