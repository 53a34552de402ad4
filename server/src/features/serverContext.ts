import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnswerSite } from '../correction/answerSite';
import type { DocumentCache } from '../lsp/documentCache';
import type { Log, SafeContext } from '../lsp/runSafe';
import type { SettingsCache } from '../lsp/settingsCache';
import type { ClientTraits } from '../lsp/clientTraits';
import type { Runtime } from '../runtime';
import type { Corrector } from './corrector';

/** What every feature is given; made once for a connection, when the client has said what it can. */
export interface ServerContext extends SafeContext {
  readonly runtime: Runtime;
  readonly log: Log;
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsCache;
  readonly client: ClientTraits;
  readonly corrector: Corrector;
  /** Answers of a document, located once for each version. */
  readonly sites: DocumentCache<readonly AnswerSite[]>;
}
