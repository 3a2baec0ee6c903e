/** How the page names itself to the daemon; with a number after it, what one click does. */
export const pageAgent = 'drydock-page';

let clicks = 0;

/** For the requests of one click, so that the trace can tell that they belong together. */
export function nextPageAgent(): string {
  return `${pageAgent}/${++clicks}`;
}
