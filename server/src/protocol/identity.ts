/** Names that the manifest, the client and the server must agree on. */
export const extensionId = 'aligner.aligner';
export const languageServerName = 'Aligner';
export const settingsSection = 'aligner';
/** Scheme of the documents that a review shows. */
export const reviewScheme = 'aligner-review';
/** Folder of the embedded Aligner, relative to the root of the installation. */
export const starterModelFolder = 'models/starter';
export const manifestFileName = 'aligner.json';
