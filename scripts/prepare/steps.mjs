import { spawnSync } from 'node:child_process';

/** A step that could not be done; its message is for the person at the terminal. */
export class StepFailed extends Error {}

/** Progress goes to stderr, so that stdout stays the programme's own. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command without input, its output on stderr; whether it went well. */
export function attempt(command, args, env = {}) {
  const result = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env }
  });
  return result.status === 0;
}

/** Runs a command that has to go well. */
export function run(what, command, args, env = {}) {
  say(`${what} …`);
  if (!attempt(command, args, env)) {
    throw new StepFailed(`${what} failed; the lines above say why.`);
  }
}
