/** Clock readings of one correction. */
export function createStopwatch(now: () => number) {
  const start = now();
  let first: number | undefined;
  let partFirst: number | undefined;
  let decodingMs = 0;
  let tokens = 0;
  let decodedTokens = 0;
  return {
    get tokens() {
      return tokens;
    },
    startPart: () => {
      partFirst = undefined;
    },
    token: () => {
      const at = now();
      tokens++;
      first ??= at;
      // Only the steps from token to token are decoding; the prompt of the next part is not.
      if (partFirst !== undefined) {
        decodingMs += at - partFirst;
        decodedTokens++;
      }
      partFirst = at;
    },
    read: () => ({
      newTokens: tokens,
      firstTokenMs: (first ?? now()) - start,
      totalMs: now() - start,
      tokensPerSecond: decodingMs > 0 ? (decodedTokens * 1000) / decodingMs : 0,
    }),
  };
}
