/** Runs in each page before anything else: notes when the application, the bell and the cards are on screen. */

(() => {
  'use strict';

  const BADGE = 'button.jp-Notifications-badge';
  const CENTER = '.jp-Notifications-center';
  const CARD = `${CENTER} article`;
  const TITLE = `${CARD} .jp-Notifications-title bdi`;
  const LIST = '.jp-Notifications-list';
  const MORE = '.jp-Notifications-loadMore button';
  const PATIENCE_MS = 60_000;
  /** How long a list that has loaded all of it stays the same. */
  const STILL_MS = 1500;

  /** The clock of all that is noted: milliseconds since 1970, as fine as the browser tells. */
  const now = () => performance.timeOrigin + performance.now();

  /** When the next frame is painted: a task that was queued in its beginning runs after it. */
  const painted = () =>
    new Promise(resolve => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(now());
        channel.port2.postMessage(null);
      });
    });

  const frame = () => new Promise(requestAnimationFrame);

  /** Wait, looking once a frame, until something is there. */
  const until = async (what, look, patience = PATIENCE_MS) => {
    const deadline = performance.now() + patience;
    for (;;) {
      const found = look();
      if (found) {
        return found;
      }
      if (performance.now() > deadline) {
        throw new Error(`There is still no ${what}`);
      }
      await frame();
    }
  };

  // The application hands itself out before its plugins are done, so there is nothing to look for.
  const start = {};
  let application;
  Object.defineProperty(window, 'jupyterapp', {
    configurable: true,
    get: () => application,
    set: value => {
      application = value;
      void value.restored.then(async () => {
        await painted();
        start.restored = performance.now();
      });
    }
  });

  const shown = {
    badge: () => document.querySelector(BADGE)?.textContent ?? '',
    card: () => document.querySelector(TITLE)?.textContent ?? ''
  };
  let seen = [];
  let observer = null;

  const isVisible = selector =>
    document.querySelector(selector)?.checkVisibility() ?? false;

  /** Do something in each frame while there is something to do; the longest frame in ms, and how many there were. */
  const longestFrame = async (most, act) => {
    let last = performance.now();
    let longest = 0;
    let frames = 0;
    while (frames < most && act()) {
      await frame();
      const time = performance.now();
      longest = Math.max(longest, time - last);
      last = time;
      frames += 1;
    }
    return { longest, frames };
  };

  window.notificationsProbe = {
    now,

    /** Milliseconds from the navigation until the application was there and, where there is to be one, the bell. */
    async started(withBell) {
      if (withBell) {
        await until('bell', () => document.querySelector(BADGE));
        await painted();
        start.bell = performance.now();
      }
      await until('application', () => start.restored);
      const found = { ...start };
      // The launcher takes the focus when it comes, which closes a center.
      if (location.pathname.startsWith('/lab')) {
        await until('launcher', () =>
          document.activeElement?.closest('.jp-Launcher')
        );
      }
      return found;
    },

    /** From now on note what the badge and the first card show, whenever that changes. */
    watch() {
      observer?.disconnect();
      seen = [{ at: now(), badge: shown.badge(), card: shown.card() }];
      observer = new MutationObserver(() => {
        const { badge, card } = seen[seen.length - 1];
        const next = { badge: shown.badge(), card: shown.card() };
        if (next.badge === badge && next.card === card) {
          return;
        }
        const entry = { at: Infinity, ...next };
        seen.push(entry);
        void painted().then(at => {
          entry.at = at;
        });
      });
      observer.observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true
      });
    },

    /** Wait until the badge or the first card shows a text; when it was on screen. */
    async shows(what, text, patience) {
      const look = () => {
        const last = seen[seen.length - 1];
        return last[what] === text && last.at < Infinity && last;
      };
      const entry = await until(`${text} in the ${what}`, look, patience);
      // It may have been there before the other one changed.
      let first = seen.indexOf(entry);
      while (first > 0 && seen[first - 1][what] === text) {
        first -= 1;
      }
      return seen[first].at;
    },

    /** Click the badge; milliseconds until the first cards are on screen. */
    async open() {
      const badge = document.querySelector(BADGE);
      await frame();
      const clicked = performance.now();
      badge.click();
      await until('card', () => isVisible(CARD));
      await painted();
      return performance.now() - clicked;
    },

    /** Close the center. */
    async close() {
      document.querySelector(BADGE).click();
      await until('end of the center', () => !isVisible(CENTER));
    },

    /** Load the list to its end; how many entries it says that it has. */
    async loadAll() {
      const list = document.querySelector(LIST);
      const size = () =>
        Number(
          list.querySelector('[aria-setsize]')?.getAttribute('aria-setsize')
        );
      let last = { height: 0, size: 0, at: performance.now() };
      for (;;) {
        list.scrollTop = list.scrollHeight;
        document.querySelector(MORE)?.click();
        await frame();
        const { scrollHeight: height } = list;
        if (height !== last.height || size() !== last.size) {
          last = { height, size: size(), at: performance.now() };
        } else if (performance.now() > last.at + STILL_MS) {
          break;
        }
      }
      list.scrollTop = 0;
      await painted();
      return { size: last.size, height: last.height };
    },

    /** Scroll the list from its top by so many pixels a frame, to its end or for so many frames. */
    async scroll(step, most = Infinity) {
      const list = document.querySelector(LIST);
      list.scrollTop = 0;
      await painted();
      const found = await longestFrame(most, () => {
        list.scrollTop += step;
        return list.scrollTop + list.clientHeight < list.scrollHeight - 1;
      });
      found.reached = list.scrollTop + list.clientHeight;
      list.scrollTop = 0;
      await painted();
      return found;
    },

    /** Do nothing for so many frames. */
    rest: frames => longestFrame(frames, () => true)
  };
})();
