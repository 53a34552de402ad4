import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { OffsetRange } from './types';

/** SyntaxKind of jsonc-parser, which is a const enum and so cannot be imported under isolatedModules. */
const kind = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  string: 10,
  endOfFile: 17,
} as const;

export interface JsonString {
  readonly type: 'string';
  /** With its quotes. */
  readonly range: OffsetRange;
  readonly ok: boolean;
}

export interface JsonProperty {
  readonly keyRange: OffsetRange;
  readonly value: JsonNode;
}

export interface JsonObject {
  readonly type: 'object';
  readonly range: OffsetRange;
  /** Closed, and without a syntax error of its own. */
  readonly ok: boolean;
  /** By name; of a duplicate key the last one, as JSON.parse has it. */
  readonly properties: ReadonlyMap<string, JsonProperty>;
  /** Position among its siblings, from 0. */
  readonly index: number;
}

export interface JsonArray {
  readonly type: 'array';
  readonly range: OffsetRange;
  readonly ok: boolean;
  /** Strings, objects and arrays; other values are only counted. */
  readonly items: readonly JsonNode[];
}

export interface JsonOther {
  readonly type: 'other';
  readonly range: OffsetRange;
  readonly ok: boolean;
}

export type JsonNode = JsonString | JsonObject | JsonArray | JsonOther;

interface Frame {
  readonly type: 'object' | 'array';
  readonly start: number;
  readonly index: number;
  ok: boolean;
  expects: 'key' | 'colon' | 'value' | 'comma';
  key: { readonly name: string; readonly range: OffsetRange } | undefined;
  count: number;
  properties: Map<string, JsonProperty>;
  items: JsonNode[];
}

/** Shared by all frames that hold nothing yet, of which a broken text can have millions. */
const noProperties = new Map<string, JsonProperty>();
const noItems: JsonNode[] = [];

/** Deeper nesting is not read: no chat log or data set has it, and memory stays bounded. */
const maxDepth = 64;

function hasError(scanner: JSONScanner): boolean {
  const error: number = scanner.getTokenError();
  return error !== 0;
}

/** Reads what is valid of a JSON text that may be broken; the parser is a stack, so that it recovers in one pass. */
class TolerantReader {
  private readonly roots: JsonNode[] = [];
  private readonly stack: Frame[] = [];
  private rootCount = 0;
  /** How many containers are open beyond the greatest depth; what they hold is passed over. */
  private tooDeep = 0;

  constructor(private readonly byLine: boolean) {}

  read(scanner: JSONScanner): readonly JsonNode[] {
    let line = 0;
    for (let token: number = scanner.scan(); token !== kind.endOfFile; token = scanner.scan()) {
      // Trivia tokens (comments, white space, line breaks) follow endOfFile in the enumeration up to `unknown`, 16.
      if (token >= 12 && token <= 15) continue;
      const tokenLine = scanner.getTokenStartLine();
      if (this.byLine && tokenLine !== line) {
        this.abandon(0);
        this.tooDeep = 0;
        this.rootCount = tokenLine;
      }
      line = tokenLine;
      this.take(token, scanner);
    }
    this.abandon(0);
    return this.roots;
  }

  private take(token: number, scanner: JSONScanner): void {
    const start = scanner.getTokenOffset();
    const range = { start, end: start + scanner.getTokenLength() };
    if (this.stack.length >= maxDepth && this.passOver(token)) return;
    switch (token) {
      case kind.openBrace:
      case kind.openBracket:
        this.open(token === kind.openBrace ? 'object' : 'array', start);
        return;
      case kind.closeBrace:
        this.close('object', range.end);
        return;
      case kind.closeBracket:
        this.close('array', range.end);
        return;
      case kind.comma:
        this.expect('comma', 'key');
        return;
      case kind.colon:
        this.expect('colon', 'value');
        return;
      case kind.string: {
        const ok = !hasError(scanner);
        const top = this.stack.at(-1);
        if (top?.type === 'object' && top.expects !== 'value') {
          if (top.expects !== 'key' || !ok) top.ok = false;
          top.key = { name: scanner.getTokenValue(), range };
          top.expects = 'colon';
        } else {
          this.addValue({ type: 'string', range, ok });
        }
        return;
      }
      default:
        this.addValue({ type: 'other', range, ok: !hasError(scanner) });
    }
  }

  private passOver(token: number): boolean {
    const opens = token === kind.openBrace || token === kind.openBracket;
    const closes = token === kind.closeBrace || token === kind.closeBracket;
    if (opens) this.tooDeep += 1;
    else if (closes && this.tooDeep > 0) this.tooDeep -= 1;
    else return this.tooDeep > 0;
    return true;
  }

  private open(type: Frame['type'], start: number): void {
    // Where a key or a comma belongs, an opening brace means that the object before it was never closed.
    if (type === 'object') {
      for (
        let top = this.stack.at(-1);
        top?.type === 'object' && top.expects !== 'value';
        top = this.stack.at(-1)
      ) {
        this.abandon(this.stack.length - 1);
      }
    }
    const parent = this.stack.at(-1);
    this.stack.push({
      type,
      start,
      index: parent?.count ?? this.rootCount,
      ok: true,
      expects: type === 'object' ? 'key' : 'value',
      key: undefined,
      count: 0,
      properties: noProperties,
      items: noItems,
    });
  }

  private close(type: Frame['type'], end: number): void {
    let depth = this.stack.length - 1;
    while (depth >= 0 && this.stack[depth]?.type !== type) depth -= 1;
    if (depth < 0) return;
    this.abandon(depth + 1);
    const frame = this.stack.pop();
    if (frame === undefined) return;
    // A comma after the last property is wrong in JSON, but it leaves no doubt about the row.
    const isWhole = frame.type === 'array' || frame.expects === 'comma' || frame.expects === 'key';
    this.addValue(this.finish(frame, end, frame.ok && isWhole));
  }

  /** Gives up the frames from a depth on: what they held that parses is kept, they themselves are broken. */
  private abandon(depth: number): void {
    while (this.stack.length > depth) {
      const frame = this.stack.pop();
      if (frame === undefined) return;
      const isEmpty = frame.properties.size === 0 && frame.items.length === 0;
      const parent = this.stack.at(-1);
      if (isEmpty && parent !== undefined) parent.ok = false;
      if (!isEmpty) this.addValue(this.finish(frame, frame.start, false));
    }
  }

  private finish(frame: Frame, end: number, ok: boolean): JsonNode {
    const range = { start: frame.start, end };
    return frame.type === 'object'
      ? { type: 'object', range, ok, properties: frame.properties, index: frame.index }
      : { type: 'array', range, ok, items: frame.items };
  }

  private expect(what: 'comma' | 'colon', next: Frame['expects']): void {
    const top = this.stack.at(-1);
    if (top === undefined) return;
    if (top.type === 'array') {
      if (what === 'colon') top.ok = false;
      return;
    }
    if (top.expects !== what) top.ok = false;
    top.expects = next;
  }

  private addValue(value: JsonNode): void {
    const top = this.stack.at(-1);
    if (top === undefined) {
      if (value.type === 'other') return;
      this.roots.push(value);
      this.rootCount += 1;
      return;
    }
    if (top.type === 'array') {
      top.count += 1;
      if (value.type === 'other') return;
      if (top.items === noItems) top.items = [];
      top.items.push(value);
      return;
    }
    if (top.expects !== 'value' || top.key === undefined || !value.ok) top.ok = false;
    if (top.key !== undefined) {
      if (top.properties === noProperties) top.properties = new Map();
      top.properties.set(top.key.name, { keyRange: top.key.range, value });
    }
    top.key = undefined;
    top.expects = 'comma';
  }
}

/**
 * The values of a JSON or JSON Lines text, also of one that is broken: what parses is there, an object with a
 * syntax error has `ok: false`, and the next object is read again. Never throws, one pass.
 * @param byLine JSON Lines: a row ends with its line, whatever is missing in it.
 */
export function readJson(text: string, byLine: boolean): readonly JsonNode[] {
  return new TolerantReader(byLine).read(createScanner(text, false));
}
