/** A short sound, made by the browser. */

/** Two soft tones, a quarter of a second; nothing where the browser lets a page make no sound yet. */
export async function play(): Promise<void> {
  if (typeof AudioContext === 'undefined') {
    return;
  }
  let context: AudioContext | undefined;
  try {
    context = new AudioContext();
    // A page in which nobody has clicked yet stays silent: it is not to wait for the click and sound then.
    if (context.state !== 'running') {
      await Promise.race([context.resume(), Private.moment()]);
    }
    if (context.state === 'running') {
      await Private.tones(context);
    }
  } catch (reason) {
    console.warn('No sound:', reason);
  } finally {
    await context?.close();
  }
}

/** A namespace for private data. */
namespace Private {
  /** In Hz: a fourth, upwards. */
  const TONES = [659.25, 880];
  const SECONDS = 0.12;
  const LOUDNESS = 0.08;

  export function moment(): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, 200));
  }

  /** Resolves when the last tone is over. */
  export function tones(context: AudioContext): Promise<void> {
    return new Promise(resolve => {
      TONES.forEach((frequency, index) => {
        const start = context.currentTime + index * SECONDS;
        const end = start + SECONDS;
        const tone = context.createOscillator();
        const gain = context.createGain();
        tone.frequency.value = frequency;
        gain.gain.setValueAtTime(0, start);
        gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01);
        gain.gain.exponentialRampToValueAtTime(0.001, end);
        tone.connect(gain).connect(context.destination);
        tone.start(start);
        tone.stop(end);
        if (index === TONES.length - 1) {
          tone.onended = () => resolve();
        }
      });
    });
  }
}
