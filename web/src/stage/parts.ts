/** What the picture's parts are, in a sentence, and the command that shows them in the machine. */
export type Part = 'client' | 'daemon' | 'kernel' | 'registry' | 'images' | 'containers' | 'volumes' | 'networks';

export interface About {
  readonly title: string;
  readonly sentence: string;
  readonly command: string;
}

export const parts: Readonly<Record<Part, About>> = {
  client: {
    title: 'Client',
    sentence: 'docker is a program that lives for one command. It does nothing itself: it sends requests to the daemon and prints the answers.',
    command: 'docker version',
  },
  daemon: {
    title: 'dockerd, the daemon',
    sentence:
      'The process that does the work. It waits on a socket for requests of Docker’s API, keeps images and containers, and asks the kernel for the rest.',
    command: 'ps | grep dockerd; ls -l /var/run/docker.sock',
  },
  kernel: {
    title: 'Linux kernel',
    sentence: 'One for the machine and every container in it. A container is a process that the kernel shows less to: namespaces, control groups, mounts.',
    command: 'uname -a; ls -l /proc/self/ns',
  },
  registry: {
    title: 'Registry',
    sentence: 'A server outside the machine that keeps images as layers and hands them out by digest. Only pull, push and search go there.',
    command: 'docker pull busybox',
  },
  images: {
    title: 'Images',
    sentence: 'Stacks of read-only layers and a word on what to run. Many containers can stand on the same layers; they are on the disk once.',
    command: 'docker image ls',
  },
  containers: {
    title: 'Containers',
    sentence: 'Each is an image’s layers, a writable layer on top, and, while it runs, processes in namespaces of their own.',
    command: 'docker ps -a',
  },
  volumes: { title: 'Volumes', sentence: 'Directories of the host that outlive the containers that they are mounted in.', command: 'docker volume ls' },
  networks: {
    title: 'Networks',
    sentence: 'Bridges of the kernel that containers are plugged into with a pair of virtual cables.',
    command: 'docker network ls; ip addr',
  },
};
