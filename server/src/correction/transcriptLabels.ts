/** Who speaks in a turn; `system` stands for everything that is neither a question nor an answer. */
export type Role = 'user' | 'assistant' | 'system';

/** How a turn is labelled: an ATX or setext heading, bold text, or a plain `Name:`. */
export type LabelStyle = 'heading' | 'bold' | 'plain';

/** A label read at the start of a line. */
export interface Label {
  readonly role: Role;
  /** As it stands in the document. */
  readonly name: string;
  /** In lower case, without a number: what makes two labels the same. */
  readonly word: string;
  /** Hardly ever the first word of a line of prose; `Model:` and `A:` are. */
  readonly isStrong: boolean;
  readonly style: LabelStyle;
  /** Of the heading; 7 for other styles, which stand below all headings. */
  readonly level: number;
  /** Length of the label in the line; a heading takes the whole line. */
  readonly length: number;
}

type Speaker = Pick<Label, 'role' | 'word' | 'isStrong'>;

const strongWords: Readonly<Record<string, Role>> = {
  user: 'user',
  assistant: 'assistant',
  'ai assistant': 'assistant',
  system: 'system',
  'system prompt': 'system',
  'system message': 'system',
  developer: 'system',
  tool: 'system',
  function: 'system',
};
const weakWords: Readonly<Record<string, Role>> = {
  human: 'user',
  you: 'user',
  me: 'user',
  q: 'user',
  question: 'user',
  prompt: 'user',
  ai: 'assistant',
  bot: 'assistant',
  chatbot: 'assistant',
  model: 'assistant',
  a: 'assistant',
  answer: 'assistant',
  response: 'assistant',
};
const product =
  /^(?:chatgpt|gpt|claude|gemini|copilot|llama|mistral|mixtral|deepseek|grok|qwen|gemma|bard|perplexity)(?:[ .-]?[a-z]?\d[\w.]*|[ -](?:opus|sonnet|haiku|pro|flash|mini|turbo|large|plus|code|chat|instruct))*$/;

function speakerOf(name: string): Speaker | undefined {
  const word = name
    .toLowerCase()
    .replace(/\s*#?\d{1,4}$/, '')
    .replace(/\s+/g, ' ');
  if (product.test(word) || product.test(name.toLowerCase())) {
    return { role: 'assistant', word, isStrong: true };
  }
  if (word.endsWith(' said')) {
    const speaker = speakerOf(word.slice(0, -' said'.length));
    return speaker === undefined ? undefined : { ...speaker, word, isStrong: true };
  }
  // In lower case a single letter is a variable or an item of a list.
  if (word.length === 1 && !/^[QA]/.test(name)) return undefined;
  const strong = Object.hasOwn(strongWords, word) ? strongWords[word] : undefined;
  if (strong !== undefined) return { role: strong, word, isStrong: true };
  const weak = Object.hasOwn(weakWords, word) ? weakWords[word] : undefined;
  return weak === undefined ? undefined : { role: weak, word, isStrong: false };
}

const clock = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?(?:\s?[AaPp]\.?[Mm]\b\.?)?`;
const date = String.raw`\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}`;
const moment = `(?:${date}(?:[T ,]+${clock})?|${clock})`;
const time = new RegExp(
  String.raw`^(?:\[[^\]\n]{0,30}?${moment}[^\]\n]{0,10}\]|\(${moment}\)|${moment})[\s,|:–—-]*`,
);
const emoji = /^(?:\p{Extended_Pictographic}[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]*\s*)+/u;
const nameText = String.raw`\p{L}[\p{L}\p{N}.-]*(?: [\p{L}\p{N}][\p{L}\p{N}.-]*){0,3}(?: ?#\d{1,4})?`;
const aside = String.raw`(?:\s*[([][^\])\n]{1,40}[\])]|\s*[,–—|-]\s*${moment})?`;
const emphasized = new RegExp(
  String.raw`^(\*\*\*|\*\*|__|\*|_)\s?(${nameText})${aside}\s*([:：]?)\s?\1${aside}\s*([:：]?)`,
  'u',
);
const plain = new RegExp(String.raw`^(${nameText})${aside} ?[:：](?![:/\\])`, 'u');
const alone = new RegExp(String.raw`^(${nameText})${aside}\s*[:：]?\s*$`, 'u');

/** Leaves out a timestamp and an emoji; most lines have neither, so their first character is looked at before. */
function stripOrnaments(head: string): string {
  const withoutTime = (text: string): string => (/^[\d[(]/.test(text) ? text.replace(time, '') : text);
  const rest = withoutTime(head);
  return rest.charCodeAt(0) > 0xa0 ? withoutTime(rest.replace(emoji, '')) : rest;
}

function readHeading(head: string): Label | undefined {
  const match = /^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$/.exec(head);
  if (match === null) return undefined;
  const [, marks = '', title = ''] = match;
  const label = readAlone(title);
  return label === undefined ? undefined : { ...label, level: marks.length, length: head.length };
}

/** A line that is nothing but a name, as the text of a heading. */
export function readAlone(line: string): Label | undefined {
  if (line.length > 80) return undefined;
  const bare = stripOrnaments(line.trim())
    .replace(/^(\*\*|__|\*|_)(.*?)\1([:：]?)$/, '$2$3')
    .trim();
  const name = alone.exec(stripOrnaments(bare))?.[1];
  const speaker = name === undefined ? undefined : speakerOf(name);
  if (name === undefined || speaker === undefined) return undefined;
  return { ...speaker, name, style: 'heading', level: 1, length: line.length };
}

/** The label at the start of a line, read after blockquote and list marks; `head` is the line or its beginning. */
export function readLabel(head: string): Label | undefined {
  if (head.startsWith('#')) return readHeading(head);
  const bare = stripOrnaments(head);
  const start = head.length - bare.length;
  const bold = /^[*_]/.test(bare) ? emphasized.exec(bare) : null;
  if (bold !== null) {
    const [whole, , name = '', inside, outside] = bold;
    const speaker = speakerOf(name);
    const hasColon = inside !== '' || outside !== '';
    if (speaker === undefined || (!hasColon && bare.slice(whole.length).trim() !== '')) return undefined;
    return { ...speaker, name, style: 'bold', level: 7, length: start + whole.length };
  }
  const match = plain.exec(bare);
  if (match === null) return undefined;
  const [whole, name = ''] = match;
  const speaker = speakerOf(name);
  return speaker === undefined
    ? undefined
    : { ...speaker, name, style: 'plain', level: 7, length: start + whole.length };
}
