/** Two tones and nothing left behind; silence where the browser allows no sound. */

import { play } from '../../src/attention/sound';

class FakeAudio {
  static state = 'running';
  static resumes = true;
  static tones: number[] = [];
  static closed = 0;

  state = FakeAudio.state;
  currentTime = 0;
  destination = {};

  async resume(): Promise<void> {
    if (!FakeAudio.resumes) {
      // What a browser does before the first click.
      return new Promise(() => undefined);
    }
    this.state = 'running';
  }

  createGain() {
    return {
      gain: {
        setValueAtTime: () => undefined,
        linearRampToValueAtTime: () => undefined,
        exponentialRampToValueAtTime: () => undefined
      },
      connect: () => undefined
    };
  }

  createOscillator() {
    const tone = {
      frequency: { value: 0 },
      onended: null as (() => void) | null,
      connect: (to: object) => to,
      start: () => FakeAudio.tones.push(tone.frequency.value),
      stop: () => void Promise.resolve().then(() => tone.onended?.())
    };
    return tone;
  }

  async close(): Promise<void> {
    FakeAudio.closed++;
  }
}

describe('play', () => {
  beforeEach(() => {
    Object.assign(globalThis, { AudioContext: FakeAudio });
    Object.assign(FakeAudio, {
      state: 'running',
      resumes: true,
      tones: [],
      closed: 0
    });
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'AudioContext');
  });

  it('should play two tones, and let go', async () => {
    await play();
    expect(FakeAudio.tones).toEqual([659.25, 880]);
    expect(FakeAudio.closed).toBe(1);
  });

  it('should go on in a page that was clicked in, after a sleep', async () => {
    FakeAudio.state = 'suspended';
    await play();
    expect(FakeAudio.tones).toHaveLength(2);
  });

  it('should be silent, now and later, where the browser allows no sound yet', async () => {
    Object.assign(FakeAudio, { state: 'suspended', resumes: false });
    await play();
    expect(FakeAudio.tones).toEqual([]);
    expect(FakeAudio.closed).toBe(1);
  });

  it('should do without a browser that has none', async () => {
    Reflect.deleteProperty(globalThis, 'AudioContext');
    await expect(play()).resolves.toBeUndefined();
  });
});
