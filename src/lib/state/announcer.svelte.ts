/** Polite words for people who listen to the page rather than look at it. */
export class Announcer {
  message = $state.raw('');

  say = (message: string): void => {
    // The same sentence twice would not be read again: a no-break space makes it another.
    this.message = message === this.message ? `${message}\u00a0` : message;
  };
}
