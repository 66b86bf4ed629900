/** The plugin places the bell in its own application, and is silent in the other. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IStatusBar } from '@jupyterlab/statusbar';
import { CommandRegistry } from '@lumino/commands';
import { DisposableDelegate } from '@lumino/disposable';
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

  const app = () =>
    ({
      name: 'JupyterLab',
      commands,
      serviceManager: { serverSettings: { baseUrl: 'http://localhost/' } }
    }) as unknown as JupyterFrontEnd;

  it('should require nothing, and do nothing where there is no status bar', async () => {
    expect(badge.requires ?? []).toEqual([]);
    await badge.activate(app(), inbox, null, rendermime, null, null, null);
    await badge.activate(app(), null, null, null, null, null, null);
    await new Promise(process.nextTick);
    expect(commands.listCommands()).toEqual([]);
  });

  it('should put the bell into the corner, and hide it when it is switched off', async () => {
    const items: [string, IStatusBar.IItem][] = [];
    const statusBar: IStatusBar = {
      registerStatusItem: (id, item) => {
        items.push([id, item]);
        return new DisposableDelegate(() => undefined);
      }
    };
    await badge.activate(app(), inbox, statusBar, rendermime, null, null, null);
    await new Promise(process.nextTick);
    expect(items).toHaveLength(1);
    const [id, item] = items[0];
    expect(id).toBe(badge.id);
    expect(item).toMatchObject({ align: 'right' });
    // JupyterLab's own bell has -1; ours is nearer to the corner.
    expect(item.rank).toBeLessThan(-1);
    expect(item.item).toBeInstanceOf(Widget);
    expect(item.isActive?.()).toBe(true);
    expect(item.activeStateChanged).toBeDefined();
    expect(commands.listCommands()).toContain(
      'jupyter-notifications:open-center'
    );
  });

  it('should say why there is no bell', async () => {
    const error = jest.spyOn(console, 'error').mockReturnValue();
    const reason = new Error('No room');
    const statusBar: IStatusBar = {
      registerStatusItem: () => {
        throw reason;
      }
    };
    await badge.activate(app(), inbox, statusBar, rendermime, null, null, null);
    await new Promise(process.nextTick);
    expect(error.mock.calls).toEqual([['There is no bell:', reason]]);
    error.mockRestore();
  });
});
