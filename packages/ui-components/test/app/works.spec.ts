/** The commands that actions may run are those that the settings name, as they are now; whatever else stands there names none. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import {
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, fireEvent, within } from '@testing-library/react';

import { Works } from '../../src/app/works';
import { Attention } from '../../src/attention/attention';
import { Presence } from '../../src/attention/presence';
import type { NotificationsPanel } from '../../src/center/panel';
import { card } from '../stage';

/** Settings as the registry has them: whatever the file says. */
class Settings implements Attention.ILoaded {
  constructor(allowedCommands?: unknown) {
    this.composite = { allowedCommands };
  }

  composite: { readonly allowedCommands?: unknown };
  readonly changed: Signal<this, void> = new Signal<this, void>(this);

  async set(): Promise<void> {
    // Not needed here.
  }

  change(allowedCommands: unknown): void {
    this.composite = { allowedCommands };
    this.changed.emit();
  }
}

describe('Works', () => {
  const baseUrl = 'http://localhost:8888/';
  let inbox: FakeNotifications;
  let commands: CommandRegistry;
  let ran: jest.Mock;
  let presence: Presence;
  let made: Works[];

  beforeEach(() => {
    inbox = new FakeNotifications();
    commands = new CommandRegistry();
    ran = jest.fn();
    commands.addCommand('runs:restart', {
      describedBy: { args: { type: 'object', properties: {} } },
      execute: ran
    });
    presence = new Presence({ baseUrl });
    made = [];
  });

  afterEach(() => {
    made.forEach(works => works.dispose());
    presence.dispose();
    inbox.dispose();
  });

  async function make(shared?: Promise<Attention.ILoaded>): Promise<Works> {
    const works = new Works({
      notifications: inbox,
      rendermime: new RenderMimeRegistry({
        initialFactories: standardRendererFactories
      }),
      translator: nullTranslator,
      commands,
      application: 'JupyterLab',
      user: { identity: null, userChanged: new Signal({}) },
      baseUrl,
      presence,
      documents: {
        url: path => path,
        open: () => Promise.resolve('shown')
      },
      bell: {
        active: true,
        badge: { popup: { isOpen: false, center: { model: null } } },
        toggle: jest.fn()
      },
      shared
    });
    made.push(works);
    await shared?.catch(() => undefined);
    return works;
  }

  /** What a center may run, wherever it stands. */
  function allowed(works: Works): ReadonlyArray<string> {
    const [popup, panel] = (['popup', 'panel'] as const).map(place =>
      works.optionsFor(place).allowedCommands!()
    );
    expect(panel).toEqual(popup);
    return popup;
  }

  it('should allow what the settings name', async () => {
    const names = ['runs:restart', 'runs:stop'];
    const works = await make(Promise.resolve(new Settings(names)));
    expect(allowed(works)).toEqual(names);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'runs:restart'],
    ['an object', { 0: 'runs:restart', length: 1 }],
    ['true', true]
  ])('should allow nothing where the settings say %s', async (_, said) => {
    const works = await make(Promise.resolve(new Settings(said)));
    expect(allowed(works)).toEqual([]);
  });

  it('should leave out what is no name', async () => {
    const said = ['runs:restart', 7, null, ['runs:stop'], { id: 'x' }];
    const works = await make(Promise.resolve(new Settings(said)));
    expect(allowed(works)).toEqual(['runs:restart']);
  });

  it('should allow nothing until the settings are there, or without them', async () => {
    let come: (settings: Settings) => void = () => undefined;
    const loading = new Promise<Settings>(resolve => (come = resolve));
    const waiting = make(loading);
    expect(allowed(made[0])).toEqual([]);
    come(new Settings(['runs:restart']));
    expect(allowed(await waiting)).toEqual(['runs:restart']);
    expect(allowed(await make())).toEqual([]);
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const failed = await make(Promise.reject(new Error('No schema')));
    expect(allowed(failed)).toEqual([]);
    warn.mockRestore();
  });

  it('should follow a change, and none once it is disposed', async () => {
    const settings = new Settings(['runs:restart']);
    const works = await make(Promise.resolve(settings));
    const { allowedCommands } = works.optionsFor('popup');
    settings.change(['runs:stop']);
    expect(allowedCommands!()).toEqual(['runs:stop']);
    settings.change('everything');
    expect(allowedCommands!()).toEqual([]);
    works.dispose();
    settings.change(['runs:restart']);
    expect(allowedCommands!()).toEqual([]);
  });

  describe('with an open center', () => {
    let panel: NotificationsPanel;

    const settle = () =>
      act(async () => {
        await panel.center.ready;
        await inbox.settled();
        MessageLoop.flush();
      });
    const click = async () => {
      fireEvent.click(within(card('Failed')).getByText('Again'));
      await settle();
    };

    afterEach(() => act(() => panel.dispose()));

    it('should run what is allowed at the moment of the click', async () => {
      const settings = new Settings(['runs:restart']);
      const works = await make(Promise.resolve(settings));
      inbox.server.deliver({
        title: 'Failed',
        actions: [{ label: 'Again', command: 'runs:restart' }]
      });
      panel = works.createPanel();
      act(() => Widget.attach(panel, document.body));
      await settle();
      await click();
      expect(ran).toHaveBeenCalledTimes(1);
      settings.change([]);
      await click();
      expect(ran).toHaveBeenCalledTimes(1);
    });
  });
});
