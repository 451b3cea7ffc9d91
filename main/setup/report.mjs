/** Everything that set-up has to say goes to stderr: stdout belongs to the command that runs. */

/** @param {string} text */
export function say(text) {
  process.stderr.write(`kindling: ${text}\n`);
}

/** A set-up problem that the user can do something about; its message is all that is shown. */
export class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetupError';
  }
}
