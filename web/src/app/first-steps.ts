export interface FirstStep {
  readonly command: string;
  readonly why: string;
}

/** What a newcomer may type first; each is a real command for the real terminal. */
export const firstSteps: readonly FirstStep[] = [
  { command: 'docker run hello-world', why: 'Fetches an image and runs it as a container. It says how.' },
  { command: 'docker run -it --name box busybox sh', why: 'A shell inside a container. Type ps, hostname, then exit.' },
  { command: 'docker run -d --name web busybox sleep 600', why: 'One that keeps running. Watch it appear in the list.' },
  { command: 'docker exec web ps', why: 'Runs a second program inside it: it sees only its own processes.' },
];
