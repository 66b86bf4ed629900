/** Permission is asked for by a click only; what came of it is said; the command does the same. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import {
  AttentionCommandIDs,
  addAttentionCommands
} from '../../src/attention/commands';
import { enableDesktop } from '../../src/attention/enabledesktop';
import { DesktopOffer } from '../../src/attention/desktopoffer';
import type { From } from '../../src/attention/noise';
import {
  FakeDesktopNotification as Desktop,
  FakeLocks,
  installDesktop
} from './browser';

const NAME = 'jupyter-notifications:/user/ada/';

describe('DesktopOffer', () => {
  let from: From;
  let offer: DesktopOffer;
  let undo: () => void;
  const switchOn = jest.fn(async () => {
    from = 'high';
  });

  beforeEach(() => {
    undo = installDesktop(new FakeLocks());
    Desktop.reset('default');
    switchOn.mockClear();
    from = 'high';
    offer = new DesktopOffer({ name: NAME, from: () => from, switchOn });
    offer.open();
  });

  afterEach(() => {
    offer.dispose();
    undo();
    Notification.dismiss();
    window.localStorage.clear();
  });

  it('should be open until it is answered, and not ask by itself', async () => {
    expect([offer.isOpen, offer.isOn]).toEqual([true, false]);
    expect(Desktop.asked).toBe(0);
    const changed = jest.fn();
    offer.changed.connect(changed);
    await offer.enable();
    expect(Desktop.asked).toBe(1);
    expect([offer.isOpen, offer.isOn]).toEqual([false, true]);
    expect(changed).toHaveBeenCalled();
  });

  it('should not be made before there was something to tell', () => {
    window.localStorage.clear();
    expect(offer.isOpen).toBe(false);
    const changed = jest.fn();
    offer.changed.connect(changed);
    offer.open();
    offer.open();
    expect(offer.isOpen).toBe(true);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('should not come again once it was dismissed, in any tab', () => {
    offer.dismiss();
    offer.open();
    expect(offer.isOpen).toBe(false);
    const other = new DesktopOffer({ name: NAME, from: () => from });
    expect(other.isOpen).toBe(false);
    other.dispose();
  });

  it('should stay to say that the browser refuses, until it is dismissed', async () => {
    Desktop.answer = 'denied';
    await offer.enable();
    expect([offer.isOpen, offer.permission]).toEqual([true, 'denied']);
    offer.dismiss();
    expect(offer.isOpen).toBe(false);
  });

  it('should not be made to who wants none, to who has it, and to who cannot', () => {
    from = 'never';
    expect(offer.isOpen).toBe(false);
    from = 'high';
    Desktop.permission = 'granted';
    expect(offer.isOpen).toBe(false);
    undo();
    expect([offer.permission, offer.isOpen]).toEqual(['unsupported', false]);
  });

  it('should change the setting of who wanted none, and now does', async () => {
    from = 'never';
    await offer.enable();
    expect(switchOn).toHaveBeenCalledTimes(1);
    expect(offer.isOn).toBe(true);
    await offer.enable();
    expect(switchOn).toHaveBeenCalledTimes(1);
    expect(Desktop.asked).toBe(1);
  });

  describe('as a command', () => {
    let commands: CommandRegistry;
    const id = AttentionCommandIDs.enableDesktop;

    beforeEach(() => {
      commands = new CommandRegistry();
      addAttentionCommands({
        commands,
        palette: null,
        trans: nullTranslator.load('jupyter_notifications'),
        isOn: () => offer.isOn,
        enable: () =>
          enableDesktop(offer, nullTranslator.load('jupyter_notifications'))
      });
    });

    const said = () =>
      Notification.manager.notifications.map(({ message }) => message);

    it('should say what it is for, and that it is on', async () => {
      expect(commands.caption(id)).toMatch(/when no tab of Jupyter is seen/);
      expect((await commands.describedBy(id)).args).toMatchObject({
        type: 'object'
      });
      expect(commands.isToggled(id)).toBe(false);
      await commands.execute(id);
      expect(said()).toEqual(['Desktop notifications are on in this browser.']);
      expect(commands.isToggled(id)).toBe(true);
    });

    it('should say how to change it when the browser refuses', async () => {
      Desktop.answer = 'denied';
      await commands.execute(id);
      expect(said()[0]).toMatch(/Allow them in its settings for this site/);
    });

    it('should say what is missing where there are none', async () => {
      undo();
      await commands.execute(id);
      expect(said()[0]).toMatch(/need https or localhost/);
    });

    it('should say nothing of a question that was closed', async () => {
      Desktop.answer = 'default';
      await commands.execute(id);
      expect(said()).toEqual([]);
    });
  });
});
