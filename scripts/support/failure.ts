/** A failure that a person can mend. Its message says what, why and what to do, so it is shown without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Runs a script; a failure is said on standard error and gives exit code 1. */
export async function reportFailures(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    return 1;
  }
}
