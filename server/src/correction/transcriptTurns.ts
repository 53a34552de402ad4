import type { LabelStyle, Role } from './transcriptLabels';
import type { PlacedLabel } from './transcriptLines';

function containersKey({ containers }: PlacedLabel): string {
  return containers.map(({ kind }) => kind).join('>');
}

function placeKey(label: PlacedLabel): string {
  return `${label.style} ${label.level} ${containersKey(label)}`;
}

/**
 * Which labels of one role count: those that look like the first one. A weak first word (`Model:` in a question)
 * gives way to strong ones that are at least as frequent.
 */
function acceptedOf(labels: readonly PlacedLabel[], role: Role): (label: PlacedLabel) => boolean {
  const ofRole = labels.filter((label) => label.role === role);
  const [first] = ofRole;
  if (first === undefined) return () => false;
  const strong = ofRole.filter(({ isStrong }) => isStrong);
  const sameAsFirst = ofRole.filter(({ word }) => word === first.word);
  const model = !first.isStrong && strong.length >= sameAsFirst.length ? (strong[0] ?? first) : first;
  return (label) =>
    label.role === role &&
    placeKey(label) === placeKey(model) &&
    (label.word === model.word || (model.isStrong && label.isStrong));
}

/** `A:` that is the first of some options, not an answer: the next line that is not blank starts with `B`. */
function isOption(label: PlacedLabel, lineText: (index: number) => string): boolean {
  if (label.word !== 'a' || label.style !== 'plain') return false;
  for (let index = label.line + 1; index <= label.line + 2; index += 1) {
    const text = lineText(index).trim();
    if (text !== '') return /^[*_]*B[*_]*[:.)]/.test(text);
  }
  return false;
}

function ofStyle(
  labels: readonly PlacedLabel[],
  style: LabelStyle,
): { readonly start: number; readonly turns: readonly PlacedLabel[] } | undefined {
  const styled = labels.filter((label) => label.style === style);
  const isUser = acceptedOf(styled, 'user');
  const firstUser = styled.findIndex(isUser);
  if (firstUser < 0) return undefined;
  const rest = styled.slice(firstUser);
  const isAssistant = acceptedOf(rest, 'assistant');
  if (!rest.some(isAssistant)) return undefined;
  const systemWords = new Set(
    styled.slice(0, firstUser).flatMap(({ role, word }) => (role === 'system' ? word : [])),
  );
  // In prose `System:` and `Tool:` are common, so a plain one counts only where the transcript begins with one.
  const isSystem = (label: PlacedLabel): boolean =>
    label.role === 'system' && (style === 'heading' || systemWords.has(label.word));
  const turns = styled.filter((label) => isUser(label) || isAssistant(label) || isSystem(label));
  return { start: styled[firstUser]?.line ?? 0, turns };
}

/**
 * The labels that start a turn. A transcript is labelled in one style throughout: the one whose first question
 * comes first; labels in another style, at another depth, or with other words are part of the text.
 */
export function turnLabels(
  labels: readonly PlacedLabel[],
  lineText: (index: number) => string,
): readonly PlacedLabel[] {
  const usable = labels.filter((label) => !isOption(label, lineText));
  const styles: readonly LabelStyle[] = ['heading', 'bold', 'plain'];
  const found = styles.flatMap((style) => ofStyle(usable, style) ?? []);
  return found.sort((a, b) => a.start - b.start)[0]?.turns ?? [];
}
