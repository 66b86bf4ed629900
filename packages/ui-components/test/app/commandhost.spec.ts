/** Links open what they should and nothing else; what fails is said; commands and settings go through the application. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { CommandHost } from '../../src/app/commandhost';
import type { Outcome } from '../../src/app/documents';

const NOTHING = { args: { type: 'object', properties: {} } };

/** What the application tells its user. */
const told = () =>
  Notification.manager.notifications.map(({ type, message }) => [
    type,
    message
  ]);

/** Until what was begun has been done. */
const settled = () => new Promise(process.nextTick);

describe('CommandHost', () => {
  let commands: CommandRegistry;
  let host: CommandHost;
  let opened: jest.SpyInstance;
  let warned: jest.SpyInstance;
  let asked: [string, string | undefined][];
  let answer: () => Promise<Outcome>;

  beforeEach(() => {
    commands = new CommandRegistry();
    asked = [];
    answer = () => Promise.resolve('shown');
    host = new CommandHost({
      commands,
      documents: {
        url: (path, cell) => `documents/${path}#${cell}`,
        open: (path, cell) => {
          asked.push([path, cell]);
          return answer();
        }
      },
      trans: nullTranslator.load('jupyter_notifications')
    });
    opened = jest.spyOn(window, 'open').mockReturnValue(null);
    warned = jest.spyOn(console, 'warn').mockReturnValue();
  });

  afterEach(() => {
    opened.mockRestore();
    warned.mockRestore();
    Notification.manager.dismiss();
  });

  it('should know the address of a document', () => {
    expect(host.documentUrl('a', 'b')).toBe('documents/a#b');
  });

  it('should open web links in a new tab that knows nothing of this one', () => {
    host.openLink('https://jupyter.org/x?y#z');
    expect(opened.mock.calls).toEqual([
      ['https://jupyter.org/x?y#z', '_blank', 'noopener,noreferrer']
    ]);
    expect(asked).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('should open a document at its cell, and say nothing', async () => {
    host.openLink('my%20work/a.ipynb#cell=4c1e0a');
    await settled();
    expect(asked).toEqual([['my work/a.ipynb', '4c1e0a']]);
    expect(opened).not.toHaveBeenCalled();
    expect(told()).toEqual([]);
  });

  it.each([
    '',
    '/etc/passwd',
    '//evil.example/x',
    '\\\\evil.example\\x',
    '../up',
    'a/%2e%2e/b',
    'javascript:alert(1)',
    'data:text/html,x',
    'work/%E0%A4%A'
  ])('should open nothing for %j, and say so', async link => {
    host.openLink(link);
    await settled();
    expect(asked).toEqual([]);
    expect(opened).not.toHaveBeenCalled();
    expect(told()).toEqual([
      ['error', 'This link leads nowhere that may be opened.']
    ]);
  });

  it.each([
    [
      () => Promise.resolve<Outcome>('no-cell'),
      'warning',
      'The cell is not in “a.ipynb” any more.'
    ],
    [
      () => Promise.resolve<Outcome>('blocked'),
      'warning',
      'The browser let no tab be opened for “a.ipynb”. Allow this page to open some.'
    ],
    [
      () =>
        Promise.reject(
          Object.assign(new Error('No'), { response: { status: 404 } })
        ),
      'error',
      '“a.ipynb” is not there any more.'
    ],
    [
      () => Promise.reject(new Error('Disk on fire')),
      'error',
      '“a.ipynb” could not be opened: Disk on fire'
    ]
  ])('should say why a document is not shown', async (why, type, message) => {
    answer = why;
    host.openLink('a.ipynb#cell=x');
    await settled();
    expect(told()).toEqual([[type, message]]);
  });

  it('should say which command failed, and go on', async () => {
    commands.addCommand('fails', {
      describedBy: NOTHING,
      execute: () => Promise.reject(new Error('Nothing to save'))
    });
    expect(host.hasCommand('fails')).toBe(true);
    expect(host.hasCommand('unknown')).toBe(false);
    host.runCommand('fails', {});
    await settled();
    host.runCommand('unknown', {});
    await settled();
    expect(told()).toHaveLength(2);
    expect(told()).toContainEqual([
      'error',
      'That did not work: Nothing to save'
    ]);
    expect(told()).toContainEqual([
      'error',
      expect.stringContaining("'unknown'")
    ]);
  });

  it('should say that the settings do not open', async () => {
    commands.addCommand('settingeditor:open', {
      describedBy: NOTHING,
      execute: () => Promise.reject(new Error('No editor'))
    });
    host.openSettings();
    await settled();
    expect(told()).toEqual([['error', 'That did not work: No editor']]);
  });

  it('should open the settings where there is an editor for them', () => {
    const executed: unknown[] = [];
    commands.commandExecuted.connect((_, { id, args }) => {
      executed.push([id, args]);
    });
    host.openSettings();
    expect(executed).toEqual([]);
    commands.addCommand('settingeditor:open', {
      describedBy: NOTHING,
      execute: () => undefined
    });
    host.openSettings();
    expect(executed).toEqual([
      ['settingeditor:open', { query: 'Notifications' }]
    ]);
  });
});
