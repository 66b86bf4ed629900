/** The plugin places the bell in its own application, and is silent in the other. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import plugins from '../src';

const [badge] = plugins;

describe(badge.id, () => {
  let inbox: FakeNotifications;
  let commands: CommandRegistry;
  const rendermime = new RenderMimeRegistry();

  beforeEach(() => {
    inbox = new FakeNotifications();
    commands = new CommandRegistry();
  });

  afterEach(() => {
    inbox.dispose();
    document.body.removeAttribute('data-jp-notifications-bell');
  });

  const app = (name: string, added: unknown[] = []) =>
    ({
      name: 'JupyterLite',
      namespace: name,
      commands,
      shell: {
        add: (widget: Widget, area: string, options: object) =>
          added.push([widget, area, options])
      },
      serviceManager: { serverSettings: { baseUrl: 'http://localhost/' } }
    }) as unknown as JupyterFrontEnd;

  it('should require nothing, and do nothing in JupyterLab', async () => {
    expect(badge.requires ?? []).toEqual([]);
    const added: unknown[] = [];
    await badge.activate(
      app('JupyterLab', added),
      inbox,
      rendermime,
      null,
      null,
      null
    );
    await badge.activate(
      app('Jupyter Notebook', added),
      null,
      null,
      null,
      null,
      null
    );
    await new Promise(process.nextTick);
    expect(added).toEqual([]);
    expect(commands.listCommands()).toEqual([]);
  });

  it('should put the bell at the end of the menu bar', async () => {
    const added: [Widget, string, object][] = [];
    await badge.activate(
      app('Jupyter Notebook', added),
      inbox,
      rendermime,
      null,
      null,
      null
    );
    await new Promise(process.nextTick);
    expect(added).toHaveLength(1);
    const [widget, area, options] = added[0];
    expect(widget).toBeInstanceOf(Widget);
    expect(widget.id).not.toBe('');
    expect(widget.isHidden).toBe(false);
    expect([area, options]).toEqual(['menu', { rank: 100_000 }]);
    expect(commands.listCommands()).toContain(
      'jupyter-notifications:open-center'
    );
  });

  it('should say why there is no bell', async () => {
    const error = jest.spyOn(console, 'error').mockReturnValue();
    const reason = new Error('No room');
    const full = app('Jupyter Notebook');
    full.shell.add = () => {
      throw reason;
    };
    await badge.activate(full, inbox, rendermime, null, null, null);
    await new Promise(process.nextTick);
    expect(error.mock.calls).toEqual([['There is no bell:', reason]]);
    error.mockRestore();
  });
});
