/** Every command, once. package.json is generated from this table, and a contract test compares. */
export interface CommandDefinition {
  readonly title: string;
  readonly icon?: string;
  /** A `when` clause for the command palette; `false` hides the command there. */
  readonly palette?: string | false;
  readonly enablement?: string;
}

const reviewing = 'aligner.reviewActive';

export const commandDefinitions = {
  'aligner.correct': { title: 'Correct Answer', icon: '$(sparkle)' },
  'aligner.correctAll': { title: 'Correct All Answers in This Document', icon: '$(checklist)' },
  'aligner.cancel': { title: 'Cancel Correction', icon: '$(debug-stop)', enablement: 'aligner.correcting' },
  'aligner.review.acceptHunk': { title: 'Accept Hunk', icon: '$(check)', enablement: reviewing },
  'aligner.review.rejectHunk': { title: 'Reject Hunk', icon: '$(discard)', enablement: reviewing },
  'aligner.review.undo': {
    title: 'Take Back the Last Decision',
    icon: '$(history)',
    enablement: 'aligner.reviewCanUndo',
  },
  'aligner.review.acceptAll': { title: 'Accept All Hunks', icon: '$(check-all)', enablement: reviewing },
  'aligner.review.rejectAll': { title: 'Reject All Hunks', icon: '$(close-all)', enablement: reviewing },
  'aligner.review.nextHunk': { title: 'Next Hunk', icon: '$(arrow-down)', enablement: reviewing },
  'aligner.review.previousHunk': { title: 'Previous Hunk', icon: '$(arrow-up)', enablement: reviewing },
  'aligner.review.regenerate': { title: 'Regenerate Correction', icon: '$(refresh)', enablement: reviewing },
  'aligner.review.nextAnswer': {
    title: 'Next Answer',
    icon: '$(chevron-right)',
    enablement: 'aligner.reviewHasMany',
  },
  'aligner.review.previousAnswer': {
    title: 'Previous Answer',
    icon: '$(chevron-left)',
    enablement: 'aligner.reviewHasMany',
  },
  'aligner.review.goToAnswer': {
    title: 'Show Answer in Its Document',
    icon: '$(go-to-file)',
    enablement: reviewing,
  },
  'aligner.toggleReviewMode': { title: 'Toggle Inline Review' },
  'aligner.selectModel': { title: 'Select Model' },
  'aligner.selectProvider': { title: 'Select Execution Provider' },
  'aligner.unloadModel': { title: 'Unload Model' },
  'aligner.restartServer': { title: 'Restart Server' },
  'aligner.showLog': { title: 'Show Log' },
  'aligner.openWalkthrough': { title: 'Get Started' },
  'aligner.openExample': { title: 'Open Example' },
} as const satisfies Readonly<Record<string, CommandDefinition>>;

export type CommandId = keyof typeof commandDefinitions;

/**
 * Command of the server itself, for editors without reviews of their own: corrects the answer at a position and
 * sends `workspace/applyEdit`. Arguments: document URI, position.
 */
export const serverCorrectCommand = 'aligner.server.correct';
