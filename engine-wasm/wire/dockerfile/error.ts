/** Where something stands in a Dockerfile; lines and columns count from 1. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
}

/** What is wrong with a Dockerfile, in the words of Docker's parser, and where. */
export class DockerfileError extends Error {
  readonly location: Location;
  constructor(message: string, location: Location) {
    super(message);
    this.location = location;
  }
}

/** A reason that does not know where it happened: whoever reads the line adds that. */
export class InstructionError extends Error {}
