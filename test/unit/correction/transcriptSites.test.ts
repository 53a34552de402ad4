import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';

type Found = readonly [label: string, question: string, answer: string];

/** A document, and the answers that a person finds in it. */
const examples: readonly (readonly [name: string, document: string, found: readonly Found[]])[] = [
  ['headings', '## User\n\nWho?\n\n## Assistant\n\nDarwin.\n', [['Assistant', 'Who?', 'Darwin.']]],
  ['headings of level 1', '# User\nWho?\n# Assistant\nDarwin.\n', [['Assistant', 'Who?', 'Darwin.']]],
  [
    'headings of a shared ChatGPT page, each role its level',
    '##### You said:\nWho?\n###### ChatGPT said:\nDarwin.',
    [['ChatGPT said', 'Who?', 'Darwin.']],
  ],
  [
    'headings closed by marks',
    '### User ###\nWho?\n### Assistant ###\nDarwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'headings in bold, with an emoji',
    '## 🧑 **User**\nWho?\n## 🤖 **Assistant**\nDarwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'headings with the time',
    '## User (10:31)\nWho?\n## Assistant — 10:32 AM\nDarwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'setext headings',
    'User\n====\n\nWho?\n\nAssistant\n---------\n\nDarwin.\n',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'bold labels, colon inside',
    '**User:** Who?\n\n**Assistant:** Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'bold labels, colon outside',
    '**User**: Who?\n\n**Assistant**: Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'bold labels on lines of their own',
    '**User**\n\nWho?\n\n**Assistant**\n\nDarwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  ['bold labels with underscores', '__User:__ Who?\n__AI:__ Darwin.', [['AI', 'Who?', 'Darwin.']]],
  [
    'Q and A',
    'Q: Who?\nA: Darwin.\n\nQ: When?\nA: In 1859.',
    [
      ['A', 'Who?', 'Darwin.'],
      ['A', 'When?', 'In 1859.'],
    ],
  ],
  [
    'Q and A with numbers',
    'Q1: Who?\nA1: Darwin.\nQ2: When?\nA2: In 1859.',
    [
      ['A1', 'Who?', 'Darwin.'],
      ['A2', 'When?', 'In 1859.'],
    ],
  ],
  ['Question and Answer', 'Question: Who?\nAnswer: Darwin.', [['Answer', 'Who?', 'Darwin.']]],
  ['Prompt and Response', 'Prompt: Who?\nResponse: Darwin.', [['Response', 'Who?', 'Darwin.']]],
  ['User and Assistant', 'User: Who?\nAssistant: Darwin.', [['Assistant', 'Who?', 'Darwin.']]],
  ['in lower case', 'user: Who?\nassistant: Darwin.', [['assistant', 'Who?', 'Darwin.']]],
  ['Human and AI', 'Human: Who?\nAI: Darwin.', [['AI', 'Who?', 'Darwin.']]],
  [
    'Human and Assistant, as in preference data',
    '\n\nHuman: Who?\n\nAssistant: Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  ['User and Bot', 'User: Who?\nBot: Darwin.', [['Bot', 'Who?', 'Darwin.']]],
  ['User and ChatGPT', 'User: Who?\nChatGPT: Darwin.', [['ChatGPT', 'Who?', 'Darwin.']]],
  ['Me and Claude', 'Me: Who?\nClaude: Darwin.', [['Claude', 'Who?', 'Darwin.']]],
  ['User and Model', 'User: Who?\nModel: Darwin.', [['Model', 'Who?', 'Darwin.']]],
  [
    'the name of a version',
    'You: Who?\nClaude 3.5 Sonnet: Darwin.',
    [['Claude 3.5 Sonnet', 'Who?', 'Darwin.']],
  ],
  [
    'You said, ChatGPT said',
    'You said:\nWho?\n\nChatGPT said:\nDarwin.',
    [['ChatGPT said', 'Who?', 'Darwin.']],
  ],
  [
    'ChatML',
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWho?<|im_end|>\n<|im_start|>assistant\nDarwin.<|im_end|>\n',
    [['assistant', 'Who?', 'Darwin.']],
  ],
  [
    'ChatML without its last end',
    '<|im_start|>user\nWho?<|im_end|>\n<|im_start|>assistant\nDarwin.\n',
    [['assistant', 'Who?', 'Darwin.']],
  ],
  [
    'a blockquote',
    '> **User:** Who?\n>\n> **Assistant:** Darwin.\n> In 1859.\n>\n> Really.\n\nSo it said.',
    [['Assistant', 'Who?', 'Darwin.\nIn 1859.\n\nReally.']],
  ],
  [
    'a blockquote in a blockquote',
    '>> User: Who?\n>> Assistant: Darwin.\n>> In 1859.\n> said she',
    [['Assistant', 'Who?', 'Darwin.\nIn 1859.']],
  ],
  [
    'headings in a blockquote',
    '> ## User\n> Who?\n>\n> ## Assistant\n> Darwin.\n',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'an answer that is a blockquote, its label outside',
    '**User:** Who?\n\n**Assistant:**\n\n> Darwin.\n> In 1859.\n',
    [['Assistant', 'Who?', 'Darwin.\nIn 1859.']],
  ],
  [
    'a quotation inside an answer',
    '**User:** Who?\n\n**Assistant:**\n\nHe wrote:\n\n> There is grandeur.\n',
    [['Assistant', 'Who?', 'He wrote:\n\n> There is grandeur.']],
  ],
  [
    'list items',
    '- **User:** Who?\n- **Assistant:** Darwin.\n  In 1859.\n- **User:** Sure?\n- **Assistant:** Yes.\n\nThat was all.',
    [
      ['Assistant', 'Who?', 'Darwin.\nIn 1859.'],
      ['Assistant', 'Sure?', 'Yes.'],
    ],
  ],
  [
    'numbered list items',
    '1. User: Who?\n2. Assistant: Darwin.\n\n   In 1859.\n3. Something else',
    [['Assistant', 'Who?', 'Darwin.\n\nIn 1859.']],
  ],
  [
    'after a timestamp in brackets',
    '[10:31] User: Who?\n[10:32] Assistant: Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'after a date and time',
    '2024-05-01 10:31:22 User: Who?\n2024-05-01 10:31:40 Assistant: Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  ['after a time with AM', '10:31 AM - Human: Who?\n10:32 AM - AI: Darwin.', [['AI', 'Who?', 'Darwin.']]],
  ['a model in brackets', 'User: Who?\nAssistant (GPT-4): Darwin.', [['Assistant', 'Who?', 'Darwin.']]],
  ['full-width colons', 'User：谁？\nAssistant：达尔文。', [['Assistant', '谁？', '达尔文。']]],
  [
    'labels in a code fence of an answer',
    'User: How?\n\nAssistant: So:\n\n```\nUser: hi\nAssistant: hello\n```\n\nDone.\n\nUser: Thanks\n',
    [['Assistant', 'How?', 'So:\n\n```\nUser: hi\nAssistant: hello\n```\n\nDone.']],
  ],
  [
    'a code fence right after the label',
    'User: How?\nAssistant: ~~~\nUser: hi\n~~~\nUser: ok',
    [['Assistant', 'How?', '~~~\nUser: hi\n~~~']],
  ],
  [
    'a code fence that is never closed',
    'User: How?\nAssistant: ```\nx\nUser: ok\nAssistant: fine',
    [
      ['Assistant', 'How?', '```\nx'],
      ['Assistant', 'ok', 'fine'],
    ],
  ],
  [
    'another label in prose',
    'User: Which laptop?\nAssistant: This one:\nModel: XPS 13\nAnswer: yes\n\nUser: ok',
    [['Assistant', 'Which laptop?', 'This one:\nModel: XPS 13\nAnswer: yes']],
  ],
  [
    'a weak label in the question',
    'User: Mine is\nModel: XPS 13\nAssistant: Fine.',
    [['Assistant', 'Mine is\nModel: XPS 13', 'Fine.']],
  ],
  [
    'a label in the middle of a line',
    'Q: Who?\nA: It says Q: and A: there.\n',
    [['A', 'Who?', 'It says Q: and A: there.']],
  ],
  [
    'options A to C in an answer',
    'Q: Which?\nA: There are three:\n\nA: red\nB: blue\n\nQ: Sure?\nA: Yes.',
    [
      ['A', 'Which?', 'There are three:\n\nA: red\nB: blue'],
      ['A', 'Sure?', 'Yes.'],
    ],
  ],
  [
    'a quoted label in an answer without quotes',
    'User: Who?\nAssistant: He wrote\n> User: me\nand left.',
    [['Assistant', 'Who?', 'He wrote\n> User: me\nand left.']],
  ],
  [
    'deeper headings in an answer',
    '## User\nWho?\n## Assistant\n### Answer\nDarwin.\n### Response\nYes.\n',
    [['Assistant', 'Who?', '### Answer\nDarwin.\n### Response\nYes.']],
  ],
  [
    'front matter with labels',
    '---\nuser: bob\nassistant: x\n---\n\n## User\nWho?\n## Assistant\nDarwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'a system turn',
    '## System\nBe brief.\n## User\nWho?\n## Assistant\nDarwin.\n## System\nStop.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'a plain System label at the start',
    'System: Be brief.\nUser: Who?\nAssistant: Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'a System line in an answer',
    'User: What do I need?\nAssistant: This:\nSystem: Linux',
    [['Assistant', 'What do I need?', 'This:\nSystem: Linux']],
  ],
  [
    'an answer generated again',
    '## User\nWho?\n## Assistant\nEinstein.\n## Assistant\nDarwin.',
    [
      ['Assistant', 'Who?', 'Einstein.'],
      ['Assistant', 'Who?', 'Darwin.'],
    ],
  ],
  [
    'a question without an answer',
    'User: Who?\nUser: Hello?\nAssistant:\n\nUser: Where?\nAssistant: Here.\nUser: Why?',
    [['Assistant', 'Where?', 'Here.']],
  ],
  [
    'a greeting before the first question',
    'Assistant: Hello!\nUser: Who?\nAssistant: Darwin.',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'rules between turns',
    '**User:** Who?\n\n---\n\n**Assistant:** Darwin.\n\n***\n\n**User:** Thanks\n\n---\n',
    [['Assistant', 'Who?', 'Darwin.']],
  ],
  [
    'two conversations under headings',
    '# One\n\n## User\nWho?\n\n## Assistant\nDarwin.\n\n# Two\n\n## User\nWhen?\n\n## Assistant\nIn 1859.\n',
    [
      ['Assistant', 'Who?', 'Darwin.'],
      ['Assistant', 'When?', 'In 1859.'],
    ],
  ],
  [
    'CRLF',
    '## User\r\nWho?\r\n## Assistant\r\nDarwin.\r\n\r\nIn 1859.\r\n',
    [['Assistant', 'Who?', 'Darwin.\n\nIn 1859.']],
  ],
  ['a byte order mark', '\ufeffUser: Who?\nAssistant: Darwin.', [['Assistant', 'Who?', 'Darwin.']]],
  ['tabs and trailing spaces', 'User:\tWho?  \nAssistant:\tDarwin.\t\n', [['Assistant', 'Who?', 'Darwin.']]],
  [
    'an answer that begins with indented code',
    '## User\nHow?\n## Assistant\n\n    make\n\ndone\n',
    [['Assistant', 'How?', '    make\n\ndone']],
  ],
  ['prose without a conversation', '# The Model: a history\n\nAnswer: 42\n\nNote: A: is not B:\n', []],
  ['only questions', 'User: Who?\nUser: When?\n', []],
  ['indented code with labels', '    User: Who?\n    Assistant: Darwin.\n', []],
];

describe('a conversation in Markdown or plain text is found', () => {
  for (const [name, document, found] of examples) {
    test(name, () => {
      const sites = locateAnswers(document, { languageId: 'markdown' });
      assert.deepEqual(
        sites.map(({ label, question, answer }) => [label, question, answer]),
        found,
      );
      for (const site of sites) assert.equal(site.place, 'transcript');
    });
  }

  test('with the range of the answer, where the lens goes', () => {
    const document = '> **User:** Who?\n>\n> **Assistant:** Darwin.\n> In 1859.\n';
    const [site] = locateAnswers(document, { path: 'notes.md' });
    assert.equal(document.slice(site?.range.start, site?.range.end), 'Darwin.\n> In 1859.');
    assert.equal(document.slice(site?.questionRange?.start, site?.questionRange?.end), 'Who?');
    assert.equal(site?.encoding.linePrefix, '> ');
  });

  test('but not in source code', () => {
    assert.deepEqual(locateAnswers('User: a\nAssistant: b', { languageId: 'python' }), []);
    assert.deepEqual(locateAnswers('User: a\nAssistant: b', { path: 'x.py' }), []);
  });
});
