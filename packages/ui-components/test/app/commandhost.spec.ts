/** Links open what they should and nothing else; commands and settings go through the application. */

import { CommandRegistry } from '@lumino/commands';

import { CommandHost } from '../../src/app/commandhost';

const NOTHING = { args: { type: 'object', properties: {} } };

describe('CommandHost', () => {
  let commands: CommandRegistry;
  let host: CommandHost;
  let opened: jest.SpyInstance;
  let executed: [string, unknown][];
  const fragments: string[] = [];

  beforeEach(() => {
    commands = new CommandRegistry();
    host = new CommandHost({
      commands,
      documents: 'http://localhost:8888/user/ada/lab/tree'
    });
    executed = [];
    fragments.length = 0;
    commands.commandExecuted.connect((_, { id, args }) => {
      executed.push([id, args]);
    });
    commands.addCommand('docmanager:open', {
      describedBy: NOTHING,
      execute: () => ({
        setFragment: (fragment: string) => fragments.push(fragment)
      })
    });
    opened = jest.spyOn(window, 'open').mockReturnValue(null);
  });

  afterEach(() => {
    opened.mockRestore();
  });

  it('should know the address of a document', () => {
    expect(host.documentUrl('logout')).toBe(
      'http://localhost:8888/user/ada/lab/tree/logout'
    );
    expect(host.documentUrl('my work/a?b#c.ipynb', 'x y')).toBe(
      'http://localhost:8888/user/ada/lab/tree/my%20work/a%3Fb%23c.ipynb#cell-id=x%20y'
    );
  });

  it('should open web links in a new tab that knows nothing of this one', () => {
    host.openLink('https://jupyter.org/x?y#z');
    expect(opened.mock.calls).toEqual([
      ['https://jupyter.org/x?y#z', '_blank', 'noopener,noreferrer']
    ]);
    expect(executed).toEqual([]);
  });

  it('should open a document, and go to its cell', async () => {
    host.openLink('my%20work/a.ipynb#cell=4c1e0a');
    await Promise.resolve();
    await Promise.resolve();
    expect(executed).toEqual([
      ['docmanager:open', { path: 'my work/a.ipynb' }]
    ]);
    expect(fragments).toEqual(['#cell-id=4c1e0a']);
    expect(opened).not.toHaveBeenCalled();
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
  ])('should open nothing for %j', link => {
    host.openLink(link);
    expect(executed).toEqual([]);
    expect(opened).not.toHaveBeenCalled();
  });

  it('should say what failed, and go on', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    commands.addCommand('fails', {
      describedBy: NOTHING,
      execute: () => Promise.reject(new Error('No'))
    });
    expect(host.hasCommand('fails')).toBe(true);
    expect(host.hasCommand('unknown')).toBe(false);
    host.runCommand('fails', {});
    host.runCommand('unknown', {});
    await new Promise(process.nextTick);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it('should open the settings where there is an editor for them', () => {
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
