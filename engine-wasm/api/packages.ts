/**
 * Where apt finds packages: the agent listens on this port of every address of the machine, and the host serves what connects. Containers reach it at
 * their network's gateway, whatever ports are published; the address in the images' list of sources is the default bridge's.
 */
export const packagesPort = 3142;
export const packagesUrl = `http://172.17.0.1:${packagesPort}`;
