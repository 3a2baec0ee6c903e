/** What a screen reader is told in passing. */
export class Announcer {
  text = $state.raw('');

  say(text: string): void {
    this.text = text;
  }
}
