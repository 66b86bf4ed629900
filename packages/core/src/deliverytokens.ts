/** Where notifications go besides the inbox: the shapes of the REST contract, and what can be done about it. */

import type { NotificationType, Priority } from './wire';

/** Which notifications go where. All that is said must hold; what is left out holds for all. */
export interface IDeliveryRule {
  name: string;
  /** Whether anything goes out by it. */
  enabled: boolean;
  /** The names of one channel or more. */
  channels: string[];
  /** Left out: all but `in-progress`. */
  types?: NotificationType[];
  /** Exact, or the beginning of one with `*` at its end. */
  topics?: string[];
  /** The same for sources. */
  sources?: string[];
  min_priority: Priority;
  /** Only what is still unread after so many minutes; 0 is at once. */
  after: number;
  /** Collected into one message: at each multiple of so many minutes of the day in UTC, or in the morning. */
  digest?: number | 'daily';
  /** Whether it waits for the end of quiet hours and do not disturb. */
  quiet_hours: 'hold' | 'ignore';
  /** It is the administrator's; ignored in what is sent. */
  readonly fixed?: boolean;
}

/** One way out. Its address stays on the server. */
export interface IDeliveryChannel {
  name: string;
  /** The scheme of its address, such as `mailto`. */
  kind: string;
  /** For people, without secrets; empty if it is not to be said. */
  where: string;
  /** It is the administrator's. */
  fixed: boolean;
  /** Why nothing can be sent to it, if that is known. */
  problem?: string;
}

/** One notification on its way to one channel. */
export interface IDeliveryState {
  notification: string;
  /** Absent if the notification is gone. */
  title?: string;
  rule: string;
  channel: string;
  /** `failed`: given up. `skipped`: no longer wanted when it was to be sent. */
  state: 'waiting' | 'sent' | 'failed' | 'skipped';
  attempts: number;
  /** RFC 3339. When it is tried next, while it is waiting. */
  next_at?: string;
  /** RFC 3339. */
  updated: string;
  /** What went wrong the last time, without secrets. */
  error?: string;
}

/** Where notifications go, by which rules, and what became of the last ones. */
export interface IDeliveries {
  /** Whether the server can send anything anywhere. */
  available: boolean;
  /** Whether the asker may set channels and rules, and send a test. */
  editable: boolean;
  /** What the addresses of the owner's channels may begin with; empty if not editable. */
  schemes: string[];
  channels: IDeliveryChannel[];
  rules: IDeliveryRule[];
  /** The latest change first. */
  recent: IDeliveryState[];
}

/** A change of channels and rules. */
export interface IDeliveryChange {
  /** Addresses to add or to replace, by the names of their channels, and null for those to delete; others stay. */
  channels?: Record<string, string | null>;
  /** All rules of the owner, in the place of those before. */
  rules?: IDeliveryRule[];
}

/** What became of a test. */
export interface IDeliveryTest {
  sent: boolean;
  /** Why not, without secrets. */
  error?: string;
}

/** The ways out of the server. Every method rejects with one of the errors of `errors.ts`. */
export interface IDelivery {
  /** All as it is now. */
  fetch(): Promise<IDeliveries>;
  /** Change channels, rules, or both; all of it or nothing. Resolves to all as it is then. */
  change(change: IDeliveryChange): Promise<IDeliveries>;
  /** Send a test message to a channel. Resolves when it is sent or has failed, in half a minute at most. */
  test(channel: string): Promise<IDeliveryTest>;
}
