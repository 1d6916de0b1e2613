export interface Later {
  cancel(): void;
}

const pauseMs = 120;

/** Runs work after a pause in typing, when the browser has time. */
export function later(work: () => void): Later {
  let idle: number | null = null;
  const timer = setTimeout(() => {
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback === 'undefined') work();
    else idle = requestIdleCallback(work, { timeout: 500 });
  }, pauseMs);
  return {
    cancel() {
      clearTimeout(timer);
      if (idle !== null) cancelIdleCallback(idle);
    }
  };
}
