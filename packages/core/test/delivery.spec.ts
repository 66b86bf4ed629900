/** The ways out: what is asked of the server, and what of its answers is believed. */

import { NotificationsConnector } from '../src';
import type { IDeliveries } from '../src';
import { BrowserNotifications } from '../src/browsernotifications';
import { DeliveryClient } from '../src/delivery';
import { MockServer } from './mockserver';

const NOTHING: IDeliveries = {
  available: true,
  editable: true,
  schemes: ['mailto'],
  channels: [],
  rules: [],
  recent: []
};

describe('DeliveryClient', () => {
  let server: MockServer;
  let client: DeliveryClient;

  beforeEach(() => {
    server = new MockServer();
    server.intercept = () => ({ body: NOTHING });
    client = new DeliveryClient({ serverSettings: server.settings });
  });

  it('should ask for all there is', async () => {
    expect(await client.fetch()).toEqual(NOTHING);
    expect(server.asked()).toEqual(['GET api/notifications/delivery']);
  });

  it('should send a change, null for what is to be deleted', async () => {
    const change = { channels: { mail: 'mailto://a', old: null } };
    expect(await client.change(change)).toEqual(NOTHING);
    expect(server.seen[0]).toMatchObject({ method: 'PATCH', body: change });
  });

  it('should send a test, and say what became of it', async () => {
    const answer = { sent: false, error: 'refused' };
    server.intercept = () => ({ body: answer });
    expect(await client.test('mail')).toEqual(answer);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: 'api/notifications/delivery/test',
      body: { channel: 'mail' }
    });
  });

  it('should say at which field a change was refused', async () => {
    const errors = [{ path: '/rules/0/after', message: 'must be minutes' }];
    server.intercept = () => ({
      status: 400,
      body: { message: 'Bad', reason: null, errors }
    });
    await expect(client.change({ rules: [] })).rejects.toMatchObject({
      status: 400,
      errors
    });
  });

  it.each<[string, object]>([
    ['without rules', { ...NOTHING, rules: undefined }],
    ['that does not say whether it is available', { editable: true }]
  ])('should refuse an answer %s', async (_, body) => {
    server.intercept = () => ({ body });
    await expect(client.fetch()).rejects.toThrow(/Not the answer/);
  });

  it('should refuse a test whose end is not said', async () => {
    await expect(client.test('mail')).rejects.toThrow(/"sent"/);
  });
});

describe('INotifications#delivery()', () => {
  it('should lead to the server of the inbox', async () => {
    const server = new MockServer();
    server.intercept = () => ({ body: NOTHING });
    const inbox = new NotificationsConnector({
      serverSettings: server.settings
    });
    expect(await (await inbox.delivery()).fetch()).toEqual(NOTHING);
    inbox.dispose();
  });

  it('should not be there where the browser keeps the inbox', () => {
    const inbox = new BrowserNotifications({ name: 'delivery', storage: null });
    expect('delivery' in inbox).toBe(false);
    inbox.dispose();
  });
});
