import type { InitializeParams } from 'vscode-languageserver/node';
import type { InitializationOptions } from '../protocol/messages';

/** What the client can do, read once from `initialize`. */
export interface ClientTraits {
  /** The client shows reviews itself: lenses and actions name its command instead of making edits. */
  readonly reviews: boolean;
  readonly canPullSettings: boolean;
  readonly canRegisterSettings: boolean;
  readonly canShowProgress: boolean;
  readonly canRefreshCodeLenses: boolean;
  /** `documentChanges` with versions, and an annotation for each hunk. */
  readonly canAnnotateEdits: boolean;
  readonly canVersionEdits: boolean;
  readonly givenSettings: Readonly<Record<string, unknown>>;
  /** Trust at the start; an editor without workspace trust is trusted, since its user configured the server. */
  readonly trusted: boolean;
}

function readOptions(options: unknown): InitializationOptions {
  if (typeof options !== 'object' || options === null) return {};
  const { trusted, reviews, settings } = options as Record<string, unknown>;
  return {
    ...(typeof trusted === 'boolean' ? { trusted } : {}),
    ...(typeof reviews === 'boolean' ? { reviews } : {}),
    ...(typeof settings === 'object' && settings !== null
      ? { settings: settings as Record<string, unknown> }
      : {}),
  };
}

export function readClientTraits(params: InitializeParams): ClientTraits {
  const options = readOptions(params.initializationOptions);
  const { workspace, window } = params.capabilities;
  return {
    reviews: options.reviews ?? false,
    canPullSettings: workspace?.configuration ?? false,
    canRegisterSettings: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    canShowProgress: window?.workDoneProgress ?? false,
    canRefreshCodeLenses: workspace?.codeLens?.refreshSupport ?? false,
    canAnnotateEdits: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    canVersionEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    givenSettings: options.settings ?? {},
    trusted: options.trusted ?? true,
  };
}
