import { badRequest } from '../errors.ts';

const form = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const adjectives = [
  'amber',
  'brave',
  'calm',
  'clever',
  'dapper',
  'eager',
  'fair',
  'gentle',
  'happy',
  'jolly',
  'keen',
  'lively',
  'mellow',
  'nimble',
  'patient',
  'quick',
  'quiet',
  'ready',
  'silent',
  'steady',
  'sunny',
  'tidy',
  'upbeat',
  'vivid',
  'warm',
  'witty',
  'bold',
  'bright',
  'curious',
  'daring',
  'festive',
  'humble',
];
/** People who built the ships and the machines. */
const surnames = [
  'babbage',
  'backus',
  'bartik',
  'booth',
  'brunel',
  'cerf',
  'dijkstra',
  'easley',
  'engelbart',
  'franklin',
  'goldberg',
  'hamilton',
  'hopper',
  'johnson',
  'kay',
  'kernighan',
  'kilburn',
  'lamarr',
  'liskov',
  'lovelace',
  'mclean',
  'noether',
  'perlman',
  'postel',
  'ritchie',
  'shannon',
  'sutherland',
  'thompson',
  'torvalds',
  'turing',
  'wilkes',
  'zuse',
];

/** @throws DaemonError bad-request with Docker's text */
export function checkName(name: string): void {
  if (!form.test(name)) throw badRequest(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
}

/** `adjective_surname`; a digit follows when the pair is taken. `random` gives integers below its argument. */
export function generateName(isTaken: (name: string) => boolean, random: (below: number) => number): string {
  for (let attempt = 0; ; attempt++) {
    const name = `${adjectives[random(adjectives.length)] as string}_${surnames[random(surnames.length)] as string}${attempt > 0 ? random(10) : ''}`;
    if (!isTaken(name)) return name;
  }
}
