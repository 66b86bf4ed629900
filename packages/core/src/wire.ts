/** What travels between server and client: the shapes of the REST contract. */

import type { JSONObject } from '@lumino/coreutils';

/** The words for what a notification looks like, as JupyterLab has them. */
export type NotificationType =
  'default' | 'info' | 'success' | 'warning' | 'error' | 'in-progress';

/** How much a notification should stand out. */
export type Priority = 'low' | 'normal' | 'high' | 'urgent';

/** Which entries of an inbox. */
export type InboxState = 'inbox' | 'unread' | 'archived' | 'snoozed' | 'all';

/** A button of a notification: a label with either a link or an allowed command. */
export interface IAction {
  label: string;
  link?: string;
  command?: string;
  args?: JSONObject;
}

/** What a producer says. */
export interface INotificationContent {
  title: string;
  /** Markdown. */
  body?: string;
  type?: NotificationType;
  source?: string;
  topic?: string;
  group?: string;
  key?: string;
  priority?: Priority;
  /** From 0 to 1. */
  progress?: number;
  /** http, https, or a relative path of this server, such as `work/a.ipynb#cell=ID`. */
  link?: string;
  actions?: IAction[];
  /** RFC 3339. */
  deliver_at?: string;
  /** RFC 3339. */
  expires_at?: string;
  data?: JSONObject;
  /** The sender's own name for this event; sent again, it changes nothing. */
  event_id?: string;
}

/** What is posted. */
export interface INotificationDraft extends INotificationContent {
  /** Usernames, or `*` alone for everyone. Left out: one's own inbox. */
  recipients?: string[];
}

/** A notification as its recipient sees it: content and state. Absent means unset. */
export interface INotification extends INotificationContent {
  id: string;
  /** Place in the list, newest last when compared as strings; comparable with `seq`. */
  arrived: string;
  /** RFC 3339, UTC. */
  created: string;
  /** RFC 3339, UTC. */
  updated: string;
  /** Who sent it, as the server knows it. Absent on a server of one person. */
  sender?: string;
  read?: boolean;
  archived?: boolean;
  /** RFC 3339, UTC. */
  snoozed_until?: string;
}

/** A change of state; what is left out stays as it is. */
export interface IStateChange {
  read?: boolean;
  archived?: boolean;
  /** RFC 3339, or null to wake it now. */
  snoozed_until?: string | null;
}

/** What a list is about. */
export interface IQuery {
  state?: InboxState;
  type?: NotificationType;
  source?: string;
  topic?: string;
  group?: string;
  /** Words to find in title and body. */
  q?: string;
}

/** Where an inbox stands. */
export interface IHead {
  epoch: string;
  seq: string;
  unread: number;
}

/** One page of a list, newest arrival first. */
export interface IPage extends IHead {
  items: INotification[];
  /** `before` of the following page; null on the last one. */
  next: string | null;
  /** Only without filters other than `state`. */
  total?: number;
}

/** What changed after a cursor, in order of change. */
export interface IChanges extends IHead {
  items: INotification[];
  removed: string[];
  more: boolean;
  /** The cursor cannot be resumed from: read the visible pages again. */
  reset: boolean;
}

/** The answer to a change of many. */
export interface IChanged extends IHead {
  changed: number;
}

/** The answer to a post: the notification, or how many others it went to. */
export type PostAnswer = INotification | { id: string; recipients: number };

/** A frame of the notification socket. */
export interface IHint extends IHead {
  schema_id: string;
  changed?: boolean;
}

/** What a page tells the server about itself: the document in front, and the cell that it ran with a request. */
export type ITold =
  | { looking_at: string | null }
  | { ran: { kernel: string; message: string; cell: string } };

/** From one time of day to another, as the clocks on the wall of a place show it. */
export interface IQuietHours {
  /** `HH:MM`. */
  start: string;
  /** `HH:MM`. Not behind `start`: on the next day; the same as `start`: a whole day. */
  end: string;
  /** Its name in the IANA database, such as `Europe/Berlin`. */
  time_zone: string;
  /** Days on which they begin, 0 is Monday; all of them if absent. */
  days?: number[];
}

/** What a person wants to be told, and when; what nobody has set is at its default. */
export interface IPreferences {
  /** What comes from them arrives as read. */
  muted_sources: string[];
  /** What is about them arrives as read. */
  muted_topics: string[];
  do_not_disturb: boolean;
  /** RFC 3339. When do not disturb ends by itself. */
  do_not_disturb_until?: string;
  quiet_hours?: IQuietHours;
  /** By topic, the names of the channels that its notifications also go to. */
  channels: Record<string, string[]>;
  /** Seconds that a run must take for its end to be told; the server's own number if absent. */
  run_threshold?: number;
  /** Whether it is to be quiet now: everything arrives, and nothing makes noise. */
  quiet: boolean;
  /** RFC 3339. When that ends, if it does. */
  quiet_until?: string;
}

/** A change of preferences: what is left out stays as it is, and what is given as undefined is unset. */
export type IPreferencesChange = Partial<
  Omit<IPreferences, 'quiet' | 'quiet_until'>
>;

/** How the server's store is. */
export interface IStatus {
  /** Of the server's extension; absent where there is no server. */
  version?: string;
  backend: string;
  durable: boolean;
  writable: boolean;
  problem: string | null;
  schema_version: number;
  unread: number;
  total: number;
  queue_depth: number;
  /** How each source of the server is, by its name; absent where there is no server. */
  sources?: Record<
    string,
    'starting' | 'running' | 'off' | 'absent' | 'failed'
  >;
  /** Commands that an action may run. */
  allowed_commands: string[];
  /** `failing`: what is sent now is refused; `degraded`: it is taken, but something is wrong. */
  health: 'ok' | 'degraded' | 'failing';
  /** The asker's entries by state. */
  counts: { [State in InboxState]: number };
  search: 'fts5' | 'scan';
  journal: string;
  /** Bytes of the file. */
  size: number;
  /** Whether more of the disk is free than is kept free. */
  room: boolean;
  /** What is kept; 0 sets no limit. */
  retention: { days: number; entries: number };
  /** Seconds that a client which polls should wait; 0 is no advice. */
  poll_interval: number;
}
