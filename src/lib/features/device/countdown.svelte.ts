/** Whole seconds until a moment; ticks only while somebody looks and there is time left. */
export class Countdown {
  seconds = $state.raw(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Starts to count towards `until`, milliseconds since 1970. */
  start(until: number): void {
    this.stop();
    this.#until = until;
    this.#tick();
    if (this.seconds > 0) this.#timer = setInterval(() => this.#tick(), 200);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.seconds = Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
    if (this.seconds === 0) this.stop();
  }
}
