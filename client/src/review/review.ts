import * as vscode from 'vscode';
import {
  acceptedText,
  decide,
  matchesHistory,
  nextPending,
  proposalText,
  rebase,
  retype,
  startReview,
} from '../../../server/src/correction/review';
import type { ReviewState } from '../../../server/src/correction/review';
import { toAlignerError } from '../../../server/src/protocol/errors';
import { showAnswer, writeTexts } from './answerSource';
import type { SourceReading } from './answerSource';
import { countDecisions, describeDecisions } from './hunkLenses';
import type {
  Decision,
  Review,
  ReviewEntry,
  ReviewEvents,
  ReviewSnapshot,
  ReviewView,
  StartedEntry,
  ViewEvents,
} from './reviewEntry';

type Present = Extract<SourceReading, { kind: 'present' }>;

export function createReview(
  started: readonly StartedEntry[],
  createView: (events: ViewEvents) => ReviewView,
  events: ReviewEvents,
): Review {
  let entries: readonly ReviewEntry[] = started.map((each, index) => ({
    ...each,
    number: index + 1,
    generation: 0,
    active: nextPending(each.state, -1, 'next'),
    conflict: undefined,
  }));
  /** Entries as they were before each decision; empty again after anything else. */
  let undoable: readonly ReviewEntry[] = [];
  let shown = 0;
  let over = false;
  let work: Promise<void> = Promise.resolve();
  let jobs = 0;

  const current = (): ReviewEntry => {
    const entry = entries[shown];
    if (entry === undefined) throw new Error('A review has at least one answer.');
    return entry;
  };
  const snapshot = (): ReviewSnapshot => ({ entry: current(), count: entries.length });
  const replace = (entry: ReviewEntry): void => {
    entries = entries.map((each) => (each.number === entry.number ? entry : each));
  };
  const withState = (entry: ReviewEntry, state: ReviewState): ReviewEntry => {
    const sameHunks = state.hunks === entry.state.hunks;
    const kept = entry.active !== undefined && state.decisions[entry.active] === 'pending' && sameHunks;
    return {
      ...entry,
      state,
      generation: sameHunks ? entry.generation : entry.generation + 1,
      active: kept ? entry.active : nextPending(state, (sameHunks ? (entry.active ?? 0) : 0) - 1, 'next'),
    };
  };
  /** One thing after another: a click must not act on a state that a write is about to change. */
  const enqueue = (job: () => Promise<void>): Promise<void> => {
    jobs += 1;
    work = work.then(async () => {
      try {
        if (over) return;
        absorbTyped();
        await job();
      } catch (error) {
        events.failed(toAlignerError(error, 'review the correction'));
      } finally {
        jobs -= 1;
      }
    });
    return work;
  };
  /** What was typed over the proposal counts before anything else is done with it. */
  const absorbTyped = (): void => {
    const entry = current();
    const typed = view.readProposal();
    if (typed === undefined || typed === proposalText(entry.state)) return;
    undoable = [];
    replace(withState(entry, retype(entry.state, typed)));
  };
  const refresh = async (): Promise<void> => {
    await view.update(snapshot());
    events.changed();
  };

  /** Brings the entry in step with its document; undefined, and said, where a write would overwrite something. */
  const follow = async (entry: ReviewEntry): Promise<Present | undefined> => {
    const reading = await entry.source.read();
    if (reading.kind === 'gone') {
      conflict(entry, 'gone');
      return undefined;
    }
    if (!reading.answerReplaced && reading.held.includes(acceptedText(entry.state))) {
      if (entry.conflict !== undefined) replace({ ...entry, conflict: undefined });
      return reading;
    }
    const former = reading.answerReplaced
      ? undefined
      : reading.held.map((text) => matchesHistory(entry.state, text)).find((state) => state !== undefined);
    if (former === undefined) {
      conflict(entry, 'changed');
      return undefined;
    }
    undoable = [];
    replace({ ...withState(entry, former), conflict: undefined });
    return reading;
  };
  const conflict = (entry: ReviewEntry, kind: 'changed' | 'gone'): void => {
    replace({ ...entry, conflict: kind });
    events.conflicted({ ...entry, conflict: kind });
  };

  const end = async (): Promise<void> => {
    over = true;
    subscriptions.dispose();
    for (const { source } of entries) source.dispose();
    await view.close();
    events.ended();
  };
  const finish = async (): Promise<void> => {
    const count = countDecisions(entries.flatMap(({ state }) => state.decisions));
    const { source } = current();
    await end();
    vscode.window.setStatusBarMessage(`$(check-all) Aligner: ${describeDecisions(count)}`, statusMessageMs);
    await showAnswer(source);
  };
  /** After a decision: the next hunk of this answer, then the next answer, then the end. */
  const advance = async (): Promise<void> => {
    if (current().active !== undefined) {
      await refresh();
      await view.reveal(snapshot());
      return;
    }
    const next = entries.findIndex(({ active }) => active !== undefined);
    if (next < 0) {
      await finish();
      return;
    }
    shown = next;
    await view.open(snapshot());
    events.changed();
  };

  /** Writes one more hunk; false, with nothing written, where the document does not hold what it should. */
  const accept = async (hunk: number): Promise<boolean> => {
    const { generation } = current();
    const reading = await follow(current());
    const entry = current();
    if (reading === undefined || entry.generation !== generation) return false;
    const text = acceptedText(decide(entry.state, hunk, 'accepted'));
    if (!reading.held.every((held) => held === text)) await writeTexts([{ reading, text }]);
    return true;
  };

  const viewEvents: ViewEvents = {
    typed: () => {
      void enqueue(refresh);
    },
    caretMoved: (hunk) => {
      const entry = current();
      // While the review moves the caret itself, an event may still tell of where it was before.
      if (jobs > 0 || entry.active === hunk) return;
      replace({ ...entry, active: hunk });
      void enqueue(refresh);
    },
    closed: () => {
      void enqueue(async () => {
        const left = entries.filter(({ active }) => active !== undefined);
        if (left.length === 0) {
          await end();
          return;
        }
        // Not disposed: the review may be opened again.
        over = true;
        subscriptions.dispose();
        await view.close();
        events.ended();
        events.abandoned(left);
      });
    },
  };
  const view = createView(viewEvents);
  const subscriptions = vscode.Disposable.from(
    ...entries.map(({ source, number }) =>
      source.onDidChange(() => {
        void enqueue(async () => {
          const entry = entries[number - 1];
          if (entry === undefined) return;
          const before = entry.conflict;
          // A conflict is said once, not at each key.
          if (before === undefined) await follow(entry);
          else await followQuietly(entry);
          if (number === current().number) await refresh();
        });
      }),
    ),
  );
  const followQuietly = async (entry: ReviewEntry): Promise<void> => {
    const reading = await entry.source.read();
    if (reading.kind === 'present' && reading.held.includes(acceptedText(entry.state))) {
      replace({ ...entry, conflict: undefined });
    }
  };

  return {
    get current() {
      return current();
    },
    get entries() {
      return entries;
    },
    viewEvents,
    show: () =>
      enqueue(async () => {
        await view.open(snapshot());
        events.changed();
        // The document may have changed while the correction was written.
        await follow(current());
        await refresh();
      }),
    focus: () => enqueue(() => view.focus()),
    decideHunk: (decision, hunk, generation) =>
      enqueue(async () => {
        if (generation !== undefined && generation !== current().generation) {
          await refresh();
          return;
        }
        const chosen = hunk ?? current().active;
        if (chosen === undefined) {
          await advance();
          return;
        }
        if (current().state.decisions[chosen] !== 'pending') return;
        if (decision === 'accepted' && !(await accept(chosen))) return;
        const entry = current();
        undoable = [...undoable, entry];
        replace(withState({ ...entry, active: chosen }, decide(entry.state, chosen, decision)));
        await advance();
      }),
    get canUndo() {
      return undoable.length > 0;
    },
    undo: () =>
      enqueue(async () => {
        const before = undoable.at(-1);
        const entry = before === undefined ? undefined : entries[before.number - 1];
        if (before === undefined || entry === undefined) return;
        const reading = await follow(entry);
        // Following may have found that the document's own undo was used.
        if (reading === undefined || undoable.at(-1) !== before) return;
        const text = acceptedText(before.state);
        if (!reading.held.includes(text)) await writeTexts([{ reading, text }]);
        undoable = undoable.slice(0, -1);
        replace({ ...entry, state: before.state, active: before.active });
        if (shown !== before.number - 1) {
          shown = before.number - 1;
          await view.open(snapshot());
        }
        await refresh();
        await view.reveal(snapshot());
      }),
    decideAll: (decision) =>
      enqueue(async () => {
        if (decision === 'accepted') {
          const planned = [];
          for (const entry of entries) {
            const reading = await follow(entry);
            if (reading === undefined) return;
            const present = entries[entry.number - 1] ?? entry;
            planned.push({ reading, text: acceptedText(decidePending(present.state, decision)) });
          }
          await writeTexts(
            planned.filter(({ reading, text }) => !reading.held.every((held) => held === text)),
          );
        }
        for (const entry of entries) replace(withState(entry, decidePending(entry.state, decision)));
        await finish();
      }),
    moveHunk: (direction) =>
      enqueue(async () => {
        const entry = current();
        const from = entry.active ?? (direction === 'next' ? -1 : entry.state.hunks.length);
        const next = nextPending(entry.state, from, direction);
        if (next === undefined) return;
        replace({ ...entry, active: next });
        await refresh();
        await view.reveal(snapshot());
      }),
    moveAnswer: (direction) =>
      enqueue(async () => {
        if (entries.length < 2) return;
        shown = (shown + (direction === 'next' ? 1 : entries.length - 1)) % entries.length;
        await view.open(snapshot());
        events.changed();
      }),
    goToAnswer: () => enqueue(() => showAnswer(current().source)),
    compareWithPresent: () =>
      enqueue(async () => {
        const entry = current();
        const reading = await entry.source.read();
        if (reading.kind === 'gone') {
          conflict(entry, 'gone');
          return;
        }
        const present = reading.answerReplaced ? reading.site.answer : (reading.held.at(-1) ?? '');
        entry.source.takePresentAnswer();
        undoable = [];
        replace({ ...withState(entry, rebase(entry.state, present)), conflict: undefined });
        await refresh();
        await view.reveal(snapshot());
      }),
    replaceCorrection: (answer, result) =>
      enqueue(async () => {
        const entry = current();
        entry.source.takePresentAnswer();
        undoable = [];
        replace({
          ...withState(entry, startReview(answer, result.correction)),
          result,
          conflict: undefined,
        });
        await view.open(snapshot());
        events.changed();
      }),
    close: () => enqueue(end),
  };
}

/** What was decided before stays so. */
function decidePending(state: ReviewState, decision: Decision): ReviewState {
  return state.decisions.reduce(
    (decided, each, index) => (each === 'pending' ? decide(decided, index, decision) : decided),
    state,
  );
}

const statusMessageMs = 6000;
