/**
 * Work that is asked for more often than it can be done: one run at a time, and after it exactly
 * one more if anybody asked meanwhile, so that the last run has always seen the last change.
 */
export class Repeated {
  readonly #work: () => Promise<void>;
  readonly #pause: () => Promise<void>;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(work: () => Promise<void>, pause: () => Promise<void> = () => Promise.resolve()) {
    this.#work = work;
    this.#pause = pause;
  }

  /** Settles when a run that began after this call has ended. */
  run(): Promise<void> {
    if (this.#running) this.#again = true;
    return (this.#running ??= this.#runUntilQuiet());
  }

  async #runUntilQuiet(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#work();
        if (this.#again) await this.#pause();
      } while (this.#again);
    } finally {
      this.#running = null;
    }
  }
}
