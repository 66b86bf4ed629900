/** What a card shows over time: a bar that moves in place, a body that folds only if it is long, and what is muted. */

import { fireEvent, screen, within } from '@testing-library/react';

import { Stage, card, titles } from '../stage';

describe('Card', () => {
  let stage: Stage;
  const StillObserver = window.ResizeObserver;

  afterEach(() => {
    jest.restoreAllMocks();
    window.ResizeObserver = StillObserver;
    stage.dispose();
  });

  it('should move its bar in place, and end in a result', async () => {
    const run = { title: 'Run', source: 'tqdm', key: 'run' };
    stage = new Stage({
      entries: [
        { ...run, type: 'in-progress', progress: 0.25 },
        { title: 'Other' }
      ]
    });
    await stage.open();
    const before = card('Run');
    const bar = within(before).getByRole<HTMLProgressElement>('progressbar');
    expect(bar.value).toBe(0.25);
    await stage.deliver({ ...run, type: 'in-progress', progress: 0.5 });
    expect(card('Run')).toBe(before);
    expect(within(before).getByRole('progressbar')).toBe(bar);
    expect(bar.value).toBe(0.5);
    expect(before.textContent).toContain('50%');
    expect(titles()).toEqual(['Other', 'Run']);
    await stage.deliver({ ...run, type: 'success' });
    expect(card('Run').dataset.type).toBe('success');
  });

  it.each([
    ['fits', 36, 0],
    ['hides no more than a margin', 40, 0],
    ['is longer', 54, 1]
  ])('should offer to show more where a body %s', async (_, height, count) => {
    jest
      .spyOn(HTMLElement.prototype, 'scrollHeight', 'get')
      .mockReturnValue(height);
    jest
      .spyOn(HTMLElement.prototype, 'clientHeight', 'get')
      .mockReturnValue(36);
    // The browser tells that the body has got a height once it is laid out.
    const laidOut: (() => void)[] = [];
    window.ResizeObserver = class extends StillObserver {
      constructor(private _tell: ResizeObserverCallback) {
        super(_tell);
      }
      override observe(node: Element): void {
        if (node.classList.contains('jp-Notifications-body')) {
          laidOut.push(() => this._tell([], this));
        }
      }
    };
    stage = new Stage({ entries: [{ title: 'A', body: '<p>Text</p>' }] });
    await stage.open();
    await stage.after(async () => laidOut.forEach(tell => tell()));
    const more = screen.queryAllByRole('button', { name: 'Show more of: A' });
    expect(more).toHaveLength(count);
    if (count > 0) {
      const body = document.getElementById(
        more[0].getAttribute('aria-controls')!
      )!;
      expect(body.classList).toContain('jp-mod-folded');
      fireEvent.click(more[0]);
      expect(body.classList).not.toContain('jp-mod-folded');
      fireEvent.click(screen.getByRole('button', { name: 'Show less of: A' }));
      expect(body.classList).toContain('jp-mod-folded');
    }
  });

  it('should say what is muted as soon as it is, here or elsewhere', async () => {
    stage = new Stage({
      entries: [
        { title: 'A', source: 'tqdm', topic: 'run' },
        { title: 'B', source: 'cron' }
      ]
    });
    await stage.open();
    expect(card('A').textContent).not.toContain('muted');
    await stage.after(() =>
      stage.inbox.server.keepPreferences({ muted_topics: ['run'] })
    );
    await stage.after(() => stage.inbox.fetchPreferences());
    expect(card('A').textContent).toContain('muted');
    expect(card('B').textContent).not.toContain('muted');
  });
});
