/** Longest period, in tokens, that counts as a cycle. */
const longestPeriod = 128;
/** Tokens that a cycle must go on, beyond what the answer itself repeats. */
const tolerated = 64;

/** For each period p the number of tokens at the end that equal the token p before them. */
function createRuns(): { push(id: number): { readonly period: number; readonly run: number } } {
  const recent: number[] = [];
  const runs = new Uint32Array(longestPeriod + 1);
  return {
    push: (id) => {
      let best = { period: 0, run: 0 };
      for (let period = 1; period <= Math.min(longestPeriod, recent.length); period++) {
        const run = recent[recent.length - period] === id ? (runs[period] ?? 0) + 1 : 0;
        runs[period] = run;
        if (run > best.run) best = { period, run };
      }
      recent.push(id);
      if (recent.length > longestPeriod) recent.shift();
      return best;
    },
  };
}

/**
 * Says when greedy decoding has run into a loop: the same tokens again and again, for longer than anything the answer
 * repeats itself (a table, a row of dashes), and at least twice over.
 */
export function createRepetitionGuard(answerIds: readonly number[]): (id: number) => boolean {
  const ofAnswer = createRuns();
  const allowed = answerIds.reduce((longest, id) => Math.max(longest, ofAnswer.push(id).run), 0) + tolerated;
  const ofOutput = createRuns();
  return (id) => {
    const { period, run } = ofOutput.push(id);
    return run >= Math.max(allowed, 2 * period);
  };
}
