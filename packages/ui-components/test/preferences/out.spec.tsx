/** The form of what goes out: what is sent of what is set, what is said of refusals, and where the focus is. */

import { RefusedError } from '@jupyter-notifications/core';
import type {
  IDeliveries,
  IDelivery,
  IDeliveryChange,
  IDeliveryRule
} from '@jupyter-notifications/core';
import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';

import { Out } from '../../src/preferences/out';

const trans = nullTranslator.load('');

const RULE: IDeliveryRule = {
  name: 'errors',
  enabled: true,
  channels: ['mail'],
  types: ['error'],
  min_priority: 'low',
  after: 10,
  quiet_hours: 'hold'
};

/** The server's side, in memory. */
class FakeDelivery implements IDelivery {
  value: IDeliveries = {
    available: true,
    editable: true,
    schemes: ['mailto', 'slack'],
    channels: [
      { name: 'ops', kind: 'slack', where: 'Slack', fixed: true },
      { name: 'mail', kind: 'mailto', where: 'E-Mail, a…@b', fixed: false }
    ],
    rules: [{ ...RULE, name: 'all', channels: ['ops'], fixed: true }, RULE],
    recent: []
  };
  changes: IDeliveryChange[] = [];
  refuses: RefusedError | null = null;
  tested = { sent: true } as { sent: boolean; error?: string };

  async fetch(): Promise<IDeliveries> {
    return this.value;
  }

  async change(change: IDeliveryChange): Promise<IDeliveries> {
    this.changes.push(change);
    if (this.refuses) {
      throw this.refuses;
    }
    const fixed = this.value.rules.filter(one => one.fixed);
    const changed = change.channels ?? {};
    this.value = {
      ...this.value,
      channels: [
        ...this.value.channels.filter(one => !(one.name in changed)),
        ...Object.entries(changed)
          .filter(([, address]) => address !== null)
          .map(([name]) => ({ name, kind: 'x', where: '', fixed: false }))
      ],
      rules: change.rules ? [...fixed, ...change.rules] : this.value.rules
    };
    return this.value;
  }

  async test(): Promise<{ sent: boolean; error?: string }> {
    return this.tested;
  }
}

/** Refused at a field. */
const refusal = (path: string, message: string) =>
  new RefusedError({ message, status: 400, errors: [{ path, message }] });

describe('Out', () => {
  let inbox: FakeNotifications & { delivery?: () => Promise<IDelivery> };
  let server: FakeDelivery;

  const after = (what: () => unknown = () => undefined) =>
    act(async () => {
      await what();
      await inbox.settled();
    });
  const draw = () =>
    after(() => render(<Out notifications={inbox} trans={trans} />));
  const click = (name: string | RegExp) =>
    after(() => fireEvent.click(screen.getByRole('button', { name })));
  const type = (label: string | RegExp, value: string) =>
    after(() => {
      const field = screen.getByLabelText(label);
      fireEvent.change(field, { target: { value } });
      fireEvent.blur(field);
    });

  beforeEach(() => {
    inbox = new FakeNotifications();
    server = new FakeDelivery();
    inbox.delivery = async () => server;
  });

  afterEach(() => inbox.dispose());

  it('should say that no server could send anything', async () => {
    delete inbox.delivery;
    await draw();
    expect(screen.getByText(/kept in the browser/)).toBeTruthy();
  });

  it('should say how it becomes available', async () => {
    server.value = { ...server.value, available: false, editable: false };
    await draw();
    expect(screen.getByText(/^pip install/).tagName).toBe('CODE');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('should ask again when the server has not answered', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    inbox.delivery = () => Promise.reject(new Error('Away'));
    await draw();
    inbox.delivery = async () => server;
    await click('Try again');
    expect(screen.getByText('mail')).toBeTruthy();
    warn.mockRestore();
  });

  it('should change nothing where the administrator sets all', async () => {
    server.value = { ...server.value, editable: false };
    await draw();
    expect(screen.getByText(/Your administrator sets/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('should switch a rule off and on again', async () => {
    await draw();
    const box = () => screen.getByRole('checkbox', { name: /“errors” is on$/ });
    expect(screen.queryByText('Off')).toBeNull();
    await act(async () => void fireEvent.click(box()));
    expect(server.changes.pop()?.rules).toEqual([{ ...RULE, enabled: false }]);
    expect(screen.getByText('Off')).toBeTruthy();
    await act(async () => void fireEvent.click(box()));
    expect(server.changes.pop()?.rules).toEqual([RULE]);
    expect(screen.queryByText('Off')).toBeNull();
  });

  it("should leave alone what is the administrator's", async () => {
    await draw();
    const labels = screen
      .getAllByRole('button')
      .map(one => one.getAttribute('aria-label'));
    expect(labels).toContain('Send a test to “ops”');
    expect(labels).toContain('Remove the channel “mail”');
    expect(labels).not.toContain('Remove the channel “ops”');
    expect(labels).not.toContain('Change the rule “all”');
  });

  it('should add a channel, and never show its address again', async () => {
    await draw();
    await type(/^Name of a new/, 'phone');
    await type(/^Its address/, 'slack://secret');
    await click('Add the channel');
    expect(server.changes).toEqual([{ channels: { phone: 'slack://secret' } }]);
    expect(screen.queryByDisplayValue(/secret/)).toBeNull();
    expect(document.activeElement).toBe(
      screen.getByLabelText(/^Name of a new/)
    );
  });

  it.each([
    ['/channels/phone', /^Its address/],
    ['/channels', /^Name of a new/]
  ])('should say at the field what is refused at %s', async (path, label) => {
    await draw();
    server.refuses = refusal(path, 'is no good');
    await type(/^Name of a new/, 'phone');
    await type(/^Its address/, 'slack://secret');
    await click('Add the channel');
    const field = screen.getByLabelText<HTMLInputElement>(label);
    const id = field.getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(id)?.textContent).toBe(
      'Not saved: is no good'
    );
    expect(document.activeElement).toBe(field);
    expect(field.value).not.toBe('');
  });

  it('should remove a channel, or say why that cannot be', async () => {
    await draw();
    server.refuses = refusal('/channels/mail', 'is used by a rule');
    await click('Remove the channel “mail”');
    expect(screen.getByText('Not removed: is used by a rule')).toBeTruthy();
    server.refuses = null;
    await click('Remove the channel “mail”');
    expect(server.changes.pop()).toEqual({ channels: { mail: null } });
    expect(screen.queryByText('E-Mail, a…@b')).toBeNull();
    expect(document.activeElement).toBe(
      screen.getByLabelText(/^Name of a new/)
    );
  });

  it('should say what became of a test', async () => {
    await draw();
    await click('Send a test to “mail”');
    expect(screen.getByText('The test was sent.')).toBeTruthy();
    server.tested = { sent: false, error: 'No route' };
    await click('Send a test to “mail”');
    expect(screen.getByText('The test was not sent: No route')).toBeTruthy();
  });

  it('should save each change of a rule at once, over what is there by then', async () => {
    await draw();
    await click('Change the rule “errors”');
    // Another tab has added one meanwhile.
    const other = { ...RULE, name: 'other' };
    server.value = {
      ...server.value,
      rules: [other, { ...RULE, topics: ['run.*'] }]
    };
    await type(/^Only if still unread/, '5');
    expect(server.changes).toEqual([
      { rules: [other, { ...RULE, topics: ['run.*'], after: 5 }] }
    ]);
  });

  it('should say at the field of a rule what is refused', async () => {
    await draw();
    await click('Change the rule “errors”');
    server.refuses = refusal('/rules/0/after', 'must be minutes');
    await type(/^Only if still unread/, '99999');
    const field = screen.getByLabelText<HTMLInputElement>(/^Only if still/);
    const id = field.getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(id)?.textContent).toBe(
      'Not saved: must be minutes'
    );
    expect(field.value).toBe('10');
  });

  it('should add a rule, and remove it, and keep the focus', async () => {
    await draw();
    await click('New rule');
    const boxes = within(screen.getByRole('group', { name: /^Types;/ }));
    await after(() =>
      fireEvent.click(boxes.getByRole('checkbox', { name: 'Warning' }))
    );
    await type('Name of the rule', 'warnings');
    await type(/^Topics/, 'run.*, a');
    expect(server.changes).toEqual([]);
    await click('Add the rule');
    expect(server.changes.pop()?.rules).toEqual([
      RULE,
      {
        name: 'warnings',
        enabled: true,
        channels: ['ops'],
        types: ['warning'],
        topics: ['run.*', 'a'],
        min_priority: 'low',
        after: 0,
        quiet_hours: 'hold'
      }
    ]);
    const adder = screen.getByRole('button', { name: 'New rule' });
    expect(document.activeElement).toBe(adder);
    await click('Remove the rule “warnings”');
    expect(server.changes.pop()?.rules).toEqual([RULE]);
    expect(document.activeElement).toBe(adder);
  });

  it('should say in words what became of the last messages', async () => {
    const one = {
      notification: 'n',
      rule: 'errors',
      channel: 'mail',
      attempts: 1,
      updated: new Date().toISOString()
    };
    const later = new Date(Date.now() + 3600_000).toISOString();
    server.value.recent = [
      { ...one, title: 'A', state: 'sent', rule: '1' },
      { ...one, state: 'waiting', rule: '2', next_at: later, error: 'Full' },
      { ...one, state: 'waiting', rule: '3', next_at: later, attempts: 0 },
      { ...one, state: 'failed', rule: '4', error: 'Gone' },
      { ...one, state: 'skipped', rule: '5' }
    ];
    await draw();
    const items = within(
      screen.getByRole('group', { name: 'Last messages' })
    ).getAllByRole('listitem');
    expect(items.map(item => item.textContent)).toEqual([
      expect.stringMatching(/^A.*Sent: /),
      expect.stringMatching(/deleted.*next try: .*Full$/),
      expect.stringMatching(/Waiting until /),
      expect.stringMatching(/given up: .*Gone$/),
      expect.stringMatching(/no longer wanted$/)
    ]);
  });
});
